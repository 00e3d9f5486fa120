// One of many that can be searched: a combobox as the ARIA practices describe it (a text field with a list under it).
import { useEffect, useId, useRef, useState } from "preact/hooks";

import { Problem } from "../api/client";
import { shell as t } from "../strings";
import { Field, type FieldProps } from "./field";

export interface Option {
  value: string;
  label: string;
  /** A second line, to tell two of one name apart. */
  detail?: string | undefined;
}

export interface ComboboxProps extends FieldProps {
  value: string;
  /** What the value is called, where it is known. */
  shown?: string | undefined;
  onValue: (value: string, option: Option | null) => void;
  /** Finds options for what was typed. */
  find: (text: string, signal: AbortSignal) => Promise<Option[]>;
  /** Whether what was typed may be the value itself. */
  free?: boolean;
  placeholder?: string | undefined;
}

const WAIT_MS = 150;

export function Combobox(props: ComboboxProps) {
  const list = useId();
  /** What was typed since it was opened; null for nothing. */
  const [text, setText] = useState<string | null>(null);
  const [options, setOptions] = useState<Option[]>([]);
  const [note, setNote] = useState<string | null>(null);
  const [at, setAt] = useState(-1);
  const [isOpen, setOpen] = useState(false);
  const find = useRef(props.find);
  find.current = props.find;

  useEffect(() => {
    if (!isOpen) return;
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const found = await find.current((text ?? "").trim(), stop.signal);
        if (stop.signal.aborted) return;
        setOptions(found);
        setNote(found.length === 0 ? t("no_match") : null);
        setAt(-1);
      } catch (error) {
        const problem = Problem.of(error);
        if (!problem.isAborted) setNote(problem.message);
      }
    }, WAIT_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [isOpen, text]);

  const close = () => {
    setOpen(false);
    setText(null);
    setAt(-1);
  };
  const choose = (option: Option) => {
    props.onValue(option.value, option);
    close();
  };
  const leave = () => {
    const isOther = text !== null && text !== (props.shown ?? props.value);
    if (isOther && (props.free === true || text === "")) props.onValue(text, null);
    close();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) return setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((before) => Math.min(options.length - 1, Math.max(0, before + step)));
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      const option = options[at];
      if (option !== undefined) choose(option);
      else leave();
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  const active = isOpen && at >= 0 ? `${list}-${at}` : undefined;
  return (
    <Field {...props} class="combobox">
      {(labelled) => (
        <>
          <input
            type="text"
            role="combobox"
            autocomplete="off"
            {...labelled}
            aria-expanded={isOpen}
            aria-controls={list}
            aria-autocomplete="list"
            aria-activedescendant={active}
            placeholder={props.placeholder ?? t("pick")}
            value={text ?? props.shown ?? props.value}
            onInput={(event) => {
              setOpen(true);
              // Those of the text before aren't to be taken for what is typed now.
              setOptions([]);
              setNote(null);
              setAt(-1);
              setText(event.currentTarget.value);
            }}
            onClick={(event) => {
              if (isOpen) return;
              setOpen(true);
              event.currentTarget.select();
            }}
            onBlur={leave}
            onKeyDown={press}
          />
          <ul id={list} role="listbox" aria-label={props.label} hidden={!isOpen}>
            {isOpen && options.map((option, index) => (
              <li
                key={option.value}
                id={`${list}-${index}`}
                role="option"
                aria-selected={index === at}
                // Before the field loses the focus.
                onMouseDown={(event) => {
                  event.preventDefault();
                  choose(option);
                }}
              >
                {option.label}
                {option.detail !== undefined && <small>{option.detail}</small>}
              </li>
            ))}
          </ul>
          {isOpen && note !== null && <p class="hint" role="status">{note}</p>}
        </>
      )}
    </Field>
  );
}
