// A call as a command to paste: every part is quoted so that the shell hands it on as it is, whatever stands in it.
import type { FormField } from "../../api/types/calls";

export interface Sending {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
  form: FormField[] | null;
}

/** What one argument of a program may have (Linux: 128 KiB); a body beyond goes through its standard input. */
const LONGEST_ARGUMENT = 100_000;

const bashQuoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** For bash and other shells of its kind. The token comes from the environment. */
export function bash({ method, url, headers, body, form }: Sending): string {
  const isLong = body !== null && new TextEncoder().encode(body).length > LONGEST_ARGUMENT;
  const lines = [
    `curl --request ${method} ${bashQuoted(url)}`,
    `--globoff`,
    `--header "x-addon-token: $CLOCKIFY_TOKEN"`,
    ...Object.entries(headers).map(([name, value]) => `--header ${bashQuoted(`${name}: ${value}`)}`),
    ...(form ?? []).map(bashField),
  ];
  // `--data-raw`, not `--data`: a body that begins with @ is no file.
  if (body !== null) lines.push(isLong ? "--data-binary @-" : `--data-raw ${bashQuoted(body)}`);
  const command = lines.join(" \\\n  ");
  return isLong ? `printf '%s' ${bashQuoted(body)} |\n  ${command}` : command;
}

function bashField({ name, value, file, type }: FormField): string {
  if (file === null) return `--form-string ${bashQuoted(`${name}=${value ?? ""}`)}`;
  const path = file.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `--form ${bashQuoted(`${name}=@"${path}"${type === null ? "" : `;type=${type}`}`)}`;
}

/** PowerShell takes typographic quotes for quotes, too. */
const powerShellQuoted = (text: string) => `'${text.replace(/['\u2018-\u201b]/g, "$&$&")}'`;

/** For PowerShell 5.1 and later; forms from 6.1 on. */
export function powerShell({ method, url, headers, body, form }: Sending): string {
  const others = Object.entries(headers).filter(([name]) => name !== "content-type");
  const table = ["'x-addon-token' = $env:CLOCKIFY_TOKEN", ...others.map(([name, value]) => `${powerShellQuoted(name)} = ${powerShellQuoted(value)}`)];
  const parts = [`Invoke-RestMethod -Method ${method} -Uri ${powerShellQuoted(url)}`, `-Headers @{ ${table.join("; ")} }`];
  if (body !== null) {
    const type = headers["content-type"] ?? "application/json";
    // As bytes: Windows PowerShell would send a text in Latin-1.
    parts.push(`-ContentType ${powerShellQuoted(type)}`, `-Body ([Text.Encoding]::UTF8.GetBytes(${powerShellQuoted(body)}))`);
  }
  if (form !== null) parts.push(`-Form @{ ${form.map(powerShellField).join("; ")} }`);
  return parts.join(" `\n  ");
}

function powerShellField({ name, value, file }: FormField): string {
  const text = powerShellQuoted(file ?? value ?? "");
  return `${powerShellQuoted(name)} = ${file === null ? text : `Get-Item -LiteralPath ${text}`}`;
}
