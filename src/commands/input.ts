import 'reflect-metadata';
import { type ClassConstructor, plainToInstance, Transform, Type } from 'class-transformer';
import { IsObject, ValidateNested, type ValidationError, validateSync } from 'class-validator';
import type { Language } from '../ledger/rejection.js';

/** One field that does not have the form it must have. `rule` is class-validator's name of the constraint. */
export type InputFault = { readonly pointer: string; readonly rule: string; readonly detail: string };

/** Input of the wrong shape. It lists every fault. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  constructor(readonly faults: readonly InputFault[]) {
    super(faults.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; '));
  }
}

/** A field that holds one thing of a class of its own. */
export const Nested =
  (type: () => ClassConstructor<object>): PropertyDecorator =>
  (target, field) => {
    for (const decorate of [Type(type), ValidateNested(), IsObject()]) decorate(target, String(field));
  };

/** A field that holds a list of such things. A list within it is as wrong as a text, and is refused like one. */
export const NestedList =
  (type: () => ClassConstructor<object>): PropertyDecorator =>
  (target, field) => {
    const noLists = Transform(({ value }: { value: unknown }) =>
      Array.isArray(value) ? value.map((one) => (Array.isArray(one) ? String(one) : one)) : value,
    );
    for (const decorate of [Type(type), noLists, ValidateNested({ each: true })]) decorate(target, String(field));
  };

/** What each constraint asks, in words; `{detail}` is what it found. Any other speaks with class-validator's own sentence. */
const CONSTRAINTS: Record<string, Record<Language, string>> = {
  isString: { id: 'harus berupa teks', en: 'must be text' },
  isBoolean: { id: 'harus true atau false', en: 'must be true or false' },
  isNotEmpty: { id: 'tidak boleh kosong', en: 'must not be empty' },
  arrayNotEmpty: { id: 'tidak boleh kosong', en: 'must not be empty' },
  isArray: { id: 'harus berupa daftar', en: 'must be a list' },
  arrayMinSize: { id: 'harus berupa pasangan', en: 'must be pairs' },
  arrayMaxSize: { id: 'harus berupa pasangan', en: 'must be pairs' },
  changesSomething: {
    id: 'tidak mengubah apa pun: isi pagu, target, atau lainnya',
    en: 'changes nothing: give pagu, target or another field',
  },
  isDefined: { id: 'tidak boleh null: isi, atau hilangkan', en: 'must not be null: give it, or leave it out' },
  isObject: { id: 'harus berupa objek', en: 'must be an object' },
  nestedValidation: { id: 'harus berupa objek', en: 'must be an object' },
  whitelistValidation: { id: 'tidak dikenal; periksa ejaannya', en: 'is not known; check its spelling' },
  isIn: { id: 'harus salah satu dari: {detail}', en: 'must be one of: {detail}' },
  isDay: { id: 'harus tanggal seperti 2022-10-03', en: 'must be a date such as 2022-10-03' },
  isYear: { id: 'harus tahun seperti 2022', en: 'must be a year such as 2022' },
  isWhole: { id: 'harus bilangan bulat', en: 'must be a whole number' },
  isInstant: {
    id: 'harus waktu dengan zona, seperti 2022-10-03T08:00+07:00',
    en: 'must be a time with its offset, such as 2022-10-03T08:00+07:00',
  },
  isAmount: { id: 'harus jumlah seperti 5000000.00', en: 'must be an amount such as 5000000.00' },
  isDecimal: {
    id: 'harus desimal seperti 1500.00: dengan tiga angka di belakang titik bisa berarti ribuan',
    en: 'must be a decimal such as 1500.00: three digits after a point may mean thousands',
  },
  isKode: { id: 'harus kode seperti 2.17.01', en: 'must be a code such as 2.17.01' },
  isPeriod: { id: 'harus periode seperti 2022-TW2 atau 2022-06', en: 'must be a period such as 2022-TW2 or 2022-06' },
  isRenjaId: {
    id: 'harus huruf kecil, angka, dan tanda hubung tunggal, seperti dinas-contoh-2022',
    en: 'must be small letters, digits and single hyphens, such as dinas-contoh-2022',
  },
  isRevisionId: {
    id: 'harus huruf, angka, titik, garis bawah, atau tanda hubung, paling banyak 100, seperti P-APBD-2022',
    en: 'must be letters, digits, dots, underscores or hyphens, at most 100, such as P-APBD-2022',
  },
  isSha256: { id: 'harus 64 angka heksadesimal', en: 'must be 64 hexadecimal digits' },
  deltaOrTo: { id: 'isi delta atau to, tidak keduanya', en: 'give either delta or to, not both' },
  lineOrDana: { id: 'isi line atau dana, tidak keduanya', en: 'give either line or dana, not both' },
  document: { id: 'tidak memuat {detail}', en: 'lacks {detail}' },
  tooDeep: { id: 'terlalu dalam bersarang', en: 'is nested too deep' },
  yaml: {
    id: 'bukan YAML: {detail}. Jumlah yang memuat koma ditulis dalam tanda kutip, "1.234.567,00"',
    en: 'no YAML: {detail}. An amount with a comma is written in quotes, "1.234.567,00"',
  },
};

export const constraintText = (rule: string, language: Language, detail: string): string =>
  CONSTRAINTS[rule]?.[language].replace('{detail}', detail.replace(/^.* following values: /, '')) ?? detail;

function faultsOf(errors: readonly ValidationError[], path: string): InputFault[] {
  return errors.flatMap(({ property, constraints = {}, children = [] }) => {
    const pointer = `${path}/${property}`;
    const own = Object.entries(constraints).map(([rule, detail]) => ({ pointer, rule, detail }));
    return [...own, ...faultsOf(children, pointer)];
  });
}

/** Nothing that people write goes so deep; what does would exhaust the stack of whatever walks it. */
const MOST_LEVELS = 32;
/** What every object has under these names hides what was sent: `constructor` would be taken for the class of the object. */
const RESERVED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Faults of plain data that must not even be walked. */
function faultsOfShape(plain: object): InputFault[] {
  let level: { readonly value: object; readonly pointer: string }[] = [{ value: plain, pointer: '' }];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_LEVELS) return [{ pointer: '', rule: 'tooDeep', detail: 'is nested too deep' }];
    const [next, reserved]: [typeof level, InputFault[]] = [[], []];
    for (const { value, pointer } of level)
      for (const [name, one] of Object.entries(value) as [string, unknown][]) {
        const at = `${pointer}/${name}`;
        if (RESERVED.has(name)) reserved.push({ pointer: at, rule: 'whitelistValidation', detail: 'is not known' });
        else if (typeof one === 'object' && one !== null) next.push({ value: one, pointer: at });
      }
    if (reserved.length > 0) return reserved;
    level = next;
  }
  return [];
}

/** Every null: a field that is not given is left out, and `IsOptional` would let one pass. */
function nullsIn(value: unknown, pointer: string): InputFault[] {
  if (value === null) return [{ pointer, rule: 'isDefined', detail: 'must be left out or given' }];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, one]) => nullsIn(one, `${pointer}/${name}`));
}

/**
 * Plain data as an instance of a class whose fields are decorated with their rules; unknown fields are faults.
 * @throws InvalidInput with every fault
 */
export function validInput<Input extends object>(type: ClassConstructor<Input>, plain: unknown): Input {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
    throw new InvalidInput([{ pointer: '', rule: 'isObject', detail: 'must be an object' }]);
  const misshapen = faultsOfShape(plain);
  if (misshapen.length > 0) throw new InvalidInput(misshapen);
  const input = plainToInstance(type, plain);
  const errors = validateSync(input, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true });
  const faults = faultsOf(errors, '');
  const told = new Set(faults.map(({ pointer }) => pointer));
  faults.push(...nullsIn(plain, '').filter(({ pointer }) => !told.has(pointer)));
  if (faults.length > 0) throw new InvalidInput(faults);
  return input;
}
