// What every part of the page is made of.
export { Badge } from "./badge";
export { Button } from "./button";
export { Combobox, type Option } from "./combobox";
export { Copy } from "./copy";
export { ask, Dialog } from "./dialog";
export { EntityPicker } from "./entity-picker";
export { Checkbox, type Choice, Field, Select, TextArea, TextField } from "./field";
export { JsonEditor } from "./json-editor";
export { JsonField, readJson } from "./json-field";
export { JsonTree } from "./json-tree";
export { useLoad, usePages } from "./load";
export { Failure, Notice } from "./notice";
export { Pager } from "./pager";
export { say } from "./status";
export { Subnav } from "./subnav";
export { shown, Time } from "./time";
export { Waiting } from "./waiting";
