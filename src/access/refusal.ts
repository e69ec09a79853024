import { fillIn, type Language } from '../ledger/rejection.js';

/** Why somebody is not let in, or an account cannot be as it was asked for. */
const REFUSALS = {
  'token-missing': {
    id: 'Buku besar ini punya akun: isi RENJA_TOKEN. Buat token dengan renja user token ID, dengan kata sandi akun dari stdin.',
    en: 'This ledger has accounts: set RENJA_TOKEN. Make a token with renja user token ID, with the password of the account on stdin.',
  },
  'token-refused': {
    id: 'Token ini tidak berlaku: keliru, kedaluwarsa, atau dicabut. Buat yang baru dengan renja user token ID.',
    en: 'This token does not hold: it is wrong, expired or revoked. Make a new one with renja user token ID.',
  },
  'actor-declared': {
    id: 'Buku besar ini punya akun: --actor dan RENJA_ACTOR tidak lagi diterima. Isi RENJA_TOKEN saja; buat dengan renja user token ID.',
    en: 'This ledger has accounts: --actor and RENJA_ACTOR are no longer taken. Set RENJA_TOKEN alone; make one with renja user token ID.',
  },
  'sign-in-refused': {
    id: 'Akun atau kata sandi keliru.',
    en: 'The account or the password is wrong.',
  },
  'sign-in-locked': {
    id: 'Terlalu sering keliru. Coba lagi sesudah {until}.',
    en: 'Wrong too often. Try again after {until}.',
  },
  'role-missing': {
    id: '{account} tidak punya peran untuk ini di {agency}. Yang boleh: {allowed}. Minta admin: renja user grant {account} PERAN {agency}.',
    en: '{account} has no role for this at {agency}. Allowed: {allowed}. Ask an admin: renja user grant {account} ROLE {agency}.',
  },
  'id-malformed': {
    id: 'id akun {account}: harus huruf kecil, angka, titik, garis bawah, atau tanda hubung, paling banyak 64, seperti budi.santoso',
    en: 'account id {account}: must be small letters, digits, dots, underscores or hyphens, at most 64, such as budi.santoso',
  },
  'name-blank': { id: 'Nama tidak boleh kosong.', en: 'The name must not be empty.' },
  'account-exists': { id: 'Akun {account} sudah ada.', en: 'There is an account {account} already.' },
  'account-not-found': { id: 'Tidak ada akun {account}.', en: 'There is no account {account}.' },
  'password-too-short': {
    id: 'Kata sandi harus paling sedikit {least} karakter.',
    en: 'A password must have at least {least} characters.',
  },
  'password-too-long': {
    id: 'Kata sandi harus paling banyak {most} byte.',
    en: 'A password must have at most {most} bytes.',
  },
  'days-out-of-range': { id: 'Masa token harus 1 sampai 365 hari.', en: 'A token lasts 1 to 365 days.' },
  'token-not-found': { id: 'Tidak ada token {token} yang berlaku.', en: 'There is no token {token} that holds.' },
} as const satisfies Record<string, Readonly<Record<Language, string>>>;

export type RefusalCode = keyof typeof REFUSALS;

/** Somebody is not let in, or an account cannot be as it was asked for. The `code` is stable. */
export class AccessRefused extends Error {
  override readonly name = 'AccessRefused';
  constructor(
    readonly code: RefusalCode,
    private readonly values: Readonly<Record<string, string>> = {},
  ) {
    super(fillIn(REFUSALS[code].en, values));
  }

  explain(language: Language): string {
    return fillIn(REFUSALS[this.code][language], this.values);
  }
}
