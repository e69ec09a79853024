import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Account } from './accounts.js';
import { IssuerUnavailable } from './refusal.js';

/** The issuer of an office's own sign-in, whose bearer tokens are taken. */
export type OidcSettings = {
  readonly issuer: string;
  /** Where its keys are; null: where its openid-configuration says. */
  readonly jwks: string | null;
  /** What the tokens must have been made for. */
  readonly audience: string;
  /** The claim that names the account for ever, and the one with the person's name. */
  readonly accountClaim: string;
  readonly nameClaim: string;
};

/** Signatures by a private key only: with a shared secret, whoever checks a token could also make one. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const TIMEOUT_MS = 5_000;
const LONGEST_CLAIM = 200;

/** What jose throws where the fault is the token's own. */
const FAULTS_OF_A_TOKEN = [
  errors.JWTExpired,
  errors.JWTInvalid,
  errors.JWTClaimValidationFailed,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

/** A claim that can stand in an event: printable text. */
function textOf(payload: JWTPayload, claim: string): string | null {
  const value = payload[claim];
  if (typeof value !== 'string') return null;
  const text = value.normalize('NFC').trim();
  return text !== '' && text.length <= LONGEST_CLAIM && !/\p{C}/u.test(text) ? text : null;
}

/** The tokens of an issuer. They tell who someone is; what they may do is in the ledger. */
export class Oidc {
  private keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(private readonly settings: OidcSettings) {}

  /** Whose token this is; null where it does not hold. @throws IssuerUnavailable */
  async tokenOf(token: string, now: Date): Promise<Account | null> {
    const { issuer, audience, accountClaim, nameClaim } = this.settings;
    try {
      const { payload } = await jwtVerify(token, await this.keysOf(), {
        ...{ issuer, audience, algorithms: ALGORITHMS, requiredClaims: ['exp'], currentDate: now },
      });
      const account = textOf(payload, accountClaim);
      // No local account has a colon in its id.
      return account === null ? null : { id: `oidc:${account}`, name: textOf(payload, nameClaim) ?? account };
    } catch (error) {
      if (FAULTS_OF_A_TOKEN.some((fault) => error instanceof fault)) return null;
      if (error instanceof IssuerUnavailable) throw error;
      throw new IssuerUnavailable(`${issuer} does not give its keys: ${(error as Error).message}`, { cause: error });
    }
  }

  /** The issuer's keys. They are asked for when first needed, and again where that went wrong. */
  private async keysOf(): Promise<JWTVerifyGetKey> {
    this.keys ??= this.jwksUrl().then((url) => createRemoteJWKSet(url, { timeoutDuration: TIMEOUT_MS }));
    try {
      return await this.keys;
    } catch (error) {
      this.keys = undefined;
      throw error;
    }
  }

  private async jwksUrl(): Promise<URL> {
    const { issuer, jwks } = this.settings;
    if (jwks !== null) return new URL(jwks);
    const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    });
    const found: unknown = answer.ok ? await answer.json() : null;
    if (typeof found !== 'object' || found === null || !('issuer' in found) || found.issuer !== issuer)
      throw new IssuerUnavailable(`${issuer} has no openid-configuration of its own`);
    if (!('jwks_uri' in found) || typeof found.jwks_uri !== 'string' || !URL.canParse(found.jwks_uri))
      throw new IssuerUnavailable(`the openid-configuration of ${issuer} names no jwks_uri`);
    const url = new URL(found.jwks_uri);
    // Keys over plain http could be anyone's; only an issuer on this machine has them there.
    if (url.protocol !== 'https:' && new URL(issuer).protocol === 'https:')
      throw new IssuerUnavailable(`the openid-configuration of ${issuer} names keys that do not come over https`);
    return url;
  }
}
