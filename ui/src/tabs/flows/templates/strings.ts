import { catalogue } from "../../../strings";

export const t = catalogue({
  en: {
    title: "Templates",
    hint: "A template is a flow that is ready to be used. It asks for what only you know, and can be tried before it is created.",
    find: "Find a template",
    none_found: "No template fits.",
    needs_http: "calls another system",
    needs_schedule: "starts by the clock",
    all: "All templates",
    template: "Template",
    starts_with: "Starts with",
    does: "Steps",
    no_http: "Calls of other systems are switched off here",
    no_http_hint: "This template needs them. The flow can't be created until whoever runs the add-on allows them.",
    choose: "What it needs to know",
    nothing_to_choose: "It needs to know nothing; it can be created as it is.",
    name: "Name of the flow",
    create_title: "Make a flow of it",
    create: "Create, switched off",
    builder: "Change it in the builder first",
    created: "{name} is created. It is switched off.",
  },
});
