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
  'not-an-admin': {
    id: '{account} bukan admin untuk *. Minta seorang admin melakukannya, atau memberi peran itu: renja user grant {account} admin "*".',
    en: '{account} is no admin for *. Ask an admin to do it, or to grant that role: renja user grant {account} admin "*".',
  },
  'admin-comes-first': {
    id: 'Belum ada akun: yang pertama adalah admin. Buat dengan renja user add ID --name NAMA --admin.',
    en: 'There is no account yet: the first is an admin. Make it with renja user add ID --name NAME --admin.',
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

/** The issuer does not answer, or not with keys: whether a token holds cannot be said now. */
export class IssuerUnavailable extends Error {
  override readonly name = 'IssuerUnavailable';
}
