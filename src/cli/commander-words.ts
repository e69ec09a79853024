import type { Command } from 'commander';

/** The words that commander says by itself, as they are found in its text, in Indonesian. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^Usage:/gm, 'Pemakaian:'],
  [/\[options\]/g, '[pilihan]'],
  [/\[command\]/g, '[perintah]'],
  [/^Arguments:/gm, 'Argumen:'],
  [/^Options:/gm, 'Pilihan:'],
  [/^Commands:/gm, 'Perintah:'],
  [/\(choices: /g, '(salah satu dari: '],
  [/,(\s+)default: /g, ';$1bawaan: '],
  [/\(default: /g, '(bawaan: '],
  [/^error: unknown option '(.*?)'/gm, "galat: pilihan '$1' tidak dikenal"],
  [/^error: unknown command '(.*?)'/gm, "galat: perintah '$1' tidak dikenal"],
  [/^error: missing required argument '(.*?)'/gm, "galat: argumen '$1' belum diisi"],
  [
    /^error: too many arguments(?: for '(.*?)')?\. Expected (\d+) arguments? but got (\d+)(?:: .*?)?\./gm,
    "galat: terlalu banyak argumen untuk '$1': seharusnya $2, ada $3.",
  ],
  [/^error: required option '(.*?)' not specified/gm, "galat: pilihan '$1' belum diisi"],
  [/^error: option '(.*?)' argument missing/gm, "galat: pilihan '$1' belum diisi"],
  [
    /^error: option '(.*?)' argument '(.*?)' is invalid\. Allowed choices are (.*?)\./gm,
    "galat: '$2' tidak berlaku untuk pilihan '$1'. Yang berlaku: $3.",
  ],
  [
    /^error: option '(.*?)' cannot be used with option '(.*?)'/gm,
    "galat: pilihan '$1' tidak dapat dipakai bersama pilihan '$2'",
  ],
  [/^error: /gm, 'galat: '],
  [/\(Did you mean (?:one of )?(.*?)\?\)/g, '(Maksud Anda $1?)'],
];

const inIndonesian = (text: string): string => WORDS.reduce((out, [found, said]) => out.replace(found, said), text);

/** Makes commander itself speak Indonesian: its headings, its notes on options and its complaints. */
export const speakIndonesian = (
  program: Command,
  out: { stdout: (text: string) => void; stderr: (text: string) => void },
): Command =>
  program
    .helpOption('-h, --help', 'bantuan untuk perintah ini')
    .helpCommand('help [command]', 'bantuan untuk sebuah perintah')
    .configureOutput({
      writeOut: (text) => out.stdout(inIndonesian(text)),
      writeErr: (text) => out.stderr(inIndonesian(text)),
    });
