/**
 * Checks a value by what is declared of its setting.
 *
 * @module
 */

import { mayBeInFile } from "./declared_settings.ts";
import { type Checked, checkFormat } from "./formats.ts";
import type { Setting } from "./provider.ts";
import { either, withoutOuterBreaks } from "../core/text.ts";

/** Checks and normalises the value of a setting. A problem never repeats the value. */
export async function checkSetting(setting: Setting, value: string): Promise<Checked> {
  // A line break at an end of a secret has come with it from a file; that is worth a warning.
  const text = setting.multiline
    ? value.replace(/[\r\n\t]/g, " ")
    : setting.secret
    ? withoutOuterBreaks(value)
    : value;
  const checked = checkFormat(text, setting.format);
  if ("problem" in checked) return checked;
  if (mayBeInFile(setting)) return { value };
  if (setting.values && !setting.values.includes(checked.value)) {
    return { problem: `must be ${either(setting.values)}` };
  }
  const problem = setting.secret ? undefined : await setting.check?.(checked.value);
  return problem === undefined ? checked : { problem };
}
