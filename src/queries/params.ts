import { type ClassConstructor } from 'class-transformer';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { validInput } from '../commands/input.js';
import { IsDay, IsPeriod, IsYear, matches, mustBe } from '../commands/renja.requests.js';
import { canonicalKode, LEVELS, type Level } from '../ledger/kode.js';
import { parseRupiah } from '../ledger/rupiah.js';
import { KINDS, type Kind } from '../ledger/terms.js';
import { problem } from '../problem.js';
import { EVENT_TYPES, type LedgerEvent } from '../store/stored-events.js';
import { isTime, type Moment } from './history.js';

/** The parameters of addresses. Unknown ones are refused, as unknown fields of a body are. */

const IsWhole = (): PropertyDecorator => mustBe('isWhole', matches(/^\d{1,15}$/));
const IsInstant = (): PropertyDecorator =>
  mustBe('isInstant', (value) => typeof value === 'string' && isTime(value) && !Number.isNaN(Date.parse(value)));
const IsAmount = (): PropertyDecorator =>
  mustBe('isAmount', (value) => typeof value === 'string' && typeof parseRupiah(value) === 'string');
const IsKode = (): PropertyDecorator =>
  mustBe('isKode', (value) => typeof value === 'string' && canonicalKode(value) !== null);

export class FormatParams {
  /** `json` or `csv`, in place of `Accept`. */
  @IsOptional() @IsString() format?: string;
}

/** A past state of one Renja: at most one of the three. */
export class MomentParams extends FormatParams {
  /** After this event of the Renja. */
  @IsOptional() @IsWhole() atRevision?: string;
  /** As recorded up to this instant, with its offset. */
  @IsOptional() @IsInstant() asOf?: string;
  /** As in effect on this day by the dates of the documents. */
  @IsOptional() @IsDay() effectiveOn?: string;
}

export class LinesParams extends MomentParams {
  /** `tree` puts rows within rows; `flat`, as where it is left out, is a list in the order of the tree. */
  @IsOptional() @IsIn(['tree', 'flat']) shape?: 'tree' | 'flat';
  /** Rows down to this level. */
  @IsOptional() @IsIn(LEVELS) level?: Level;
}

export class BlameParams extends MomentParams {
  /** The figure that is asked about; `pagu` where it is left out. */
  @IsOptional() @IsIn(['pagu', 'target']) field?: 'pagu' | 'target';
}

export class RealisasiParams extends MomentParams {
  /** A period such as `2022-TW2`; the latest reported where it is left out. */
  @IsOptional() @IsPeriod() period?: string;
  /** A quarter of the Renja's year, in place of `period`. */
  @IsOptional() @IsIn(['1', '2', '3', '4']) triwulan?: '1' | '2' | '3' | '4';
}

export class ComparisonParams extends FormatParams {
  /** A point such as `murni`, `p-apbd`, `sebelum`, `r118`, `now`, an instant, or `effective:2022-10-03`; `murni` where it is left out. */
  @IsOptional() @IsString() from?: string;
  /** The other point; `now` where it is left out. */
  @IsOptional() @IsString() to?: string;
  /** `1`: also rows that did not change. */
  @IsOptional() @IsIn(['0', '1']) all?: '0' | '1';
}

/** What reads across Renja have in common. */
export class AcrossParams extends FormatParams {
  /** After this event of the whole ledger. */
  @IsOptional() @IsWhole() atPosition?: string;
  /** As recorded up to this instant, with its offset. */
  @IsOptional() @IsInstant() asOf?: string;
  /** Waits until the index has this event. */
  @IsOptional() @IsWhole() minPosition?: string;
  /** As `Link: rel="next"` of the page before gives it. */
  @IsOptional() @IsString() cursor?: string;
  /** How many rows a page has, 1 to 1000; 100 where it is left out. */
  @IsOptional() @IsWhole() limit?: string;
  /** The code of a local government, such as `35.74`. */
  @IsOptional() @IsString() pemda?: string;
  /** The code of an agency. */
  @IsOptional() @IsString() perangkatDaerah?: string;
}

export class DirectoryParams extends AcrossParams {
  /** The year of the plan. */
  @IsOptional() @IsYear() tahun?: string;
}

export class TrailParams extends AcrossParams {
  /** The id of a Renja. */
  @IsOptional() @IsString() renja?: string;
  /** The id of the account. */
  @IsOptional() @IsString() actor?: string;
  /** A row's code, and all that stands below it. */
  @IsOptional() @IsKode() kode?: string;
  /** The kind of the revision. */
  @IsOptional() @IsIn(KINDS) kind?: Kind;
  /** The type of the event. */
  @IsOptional() @IsIn(EVENT_TYPES) type?: LedgerEvent['type'];
  /** |Δ| of at least this, in rupiah. */
  @IsOptional() @IsAmount() atLeast?: string;
  /** Recorded at this instant or later. */
  @IsOptional() @IsInstant() recordedFrom?: string;
  /** Recorded at this instant or before. */
  @IsOptional() @IsInstant() recordedTo?: string;
  /** In effect from this day or a later one. */
  @IsOptional() @IsDay() effectiveFrom?: string;
  /** In effect from this day or an earlier one. */
  @IsOptional() @IsDay() effectiveTo?: string;
  /** Text in the id, number or title of the document. */
  @IsOptional() @IsString() dasarHukum?: string;
  /** Which come first; `oldest` where it is left out. */
  @IsOptional() @IsIn(['oldest', 'newest']) order?: 'oldest' | 'newest';
}

/** @throws InvalidInput with every fault */
export const paramsOf = <Params extends object>(type: ClassConstructor<Params>, query: unknown): Params =>
  validInput(type, { ...(query as object) });

/** At most one way of naming a past state may be used. @throws Problem 400 */
function onlyOne(named: readonly string[], asked: object): void {
  if (named.filter((name) => name in asked && asked[name as keyof typeof asked] !== undefined).length > 1)
    throw problem(400, 'one-moment-only', {
      id: `Sebut hanya salah satu dari ${named.join(', ')}.`,
      en: `Give only one of ${named.join(', ')}.`,
    });
}

/** @throws Problem 400 */
export function momentOf(asked: MomentParams): Moment {
  onlyOne(['atRevision', 'asOf', 'effectiveOn'], asked);
  const { atRevision, asOf, effectiveOn } = asked;
  if (atRevision !== undefined) return { atRevision: Number(atRevision) };
  if (asOf !== undefined) return { asOf };
  return effectiveOn === undefined ? {} : { effectiveOn };
}

/** @throws Problem 400 */
export function mustNameOneMoment(asked: AcrossParams): void {
  onlyOne(['atPosition', 'asOf'], asked);
}

const MOST = 1_000;
/** How many rows a page has. @throws Problem 400 */
export function limitOf({ limit = '100' }: AcrossParams): number {
  const rows = Number(limit);
  if (rows >= 1 && rows <= MOST) return rows;
  throw problem(400, 'limit-out-of-range', {
    id: `limit harus 1 sampai ${MOST}.`,
    en: `limit must be 1 to ${MOST}.`,
  });
}
