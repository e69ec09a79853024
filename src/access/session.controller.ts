import { Controller, Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { IsInt, IsNotEmpty, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { serialize } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Api } from '../api.js';
import { validInput } from '../commands/input.js';
import type { Grant } from '../ledger/terms.js';
import { problem } from '../problem.js';
import { Workspace } from '../workspace.js';
import { type Caller, mustComeFromHere, Public, SESSION_COOKIE, SignedIn, sessionOf } from './access.guard.js';
import type { Token } from './accounts.js';
import type { Identity } from './identity.js';

export class SignInBody {
  @IsString() @IsNotEmpty() @MaxLength(100) account!: string;
  @IsString() @IsNotEmpty() @MaxLength(1_000) password!: string;
}

export class TokenBody {
  /** What it is for. */
  @IsString() @IsNotEmpty() @MaxLength(100) label!: string;
  /** How many days it lasts, 1 to 365; 90 where it is left out. */
  @IsOptional() @IsInt() @Min(1) @Max(365) days?: number;
}

/** Who is signed in, by what, and the roles that they hold. */
export type Session = { readonly account: Identity; readonly roles: readonly Grant[] };
/** A token, with the secret that is told only now. */
export type NewToken = Token & { readonly token: string };
export type Tokens = { readonly tokens: readonly Token[] };

type Asking = FastifyRequest & { caller?: Caller };

/** Guessing is slow for an address as it is for an account. */
const SIGN_IN_LIMIT = { max: 10, timeWindow: '1 minute', keyGenerator: ({ ip }: FastifyRequest) => `sign-in ${ip}` };

/** Signing in and out, and tokens for programs. */
@Controller('api/v1')
export class SessionController {
  constructor(private readonly workspace: Workspace) {}

  @Post('session')
  @Public()
  @RouteConfig({ rateLimit: SIGN_IN_LIMIT })
  @Api({ says: 'Signs in', body: 'SignInBody', answer: 'Session' })
  async signIn(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    mustComeFromHere(request);
    const { account, password } = validInput(SignInBody, request.body);
    const { accounts, now } = this.workspace;
    const signed = await accounts.signIn(account, password, now());
    if ('lockedUntil' in signed) {
      const seconds = Math.max(1, Math.ceil((Date.parse(signed.lockedUntil) - now().getTime()) / 1_000));
      throw problem(
        429,
        'sign-in-locked',
        {
          id: `Terlalu sering keliru. Coba lagi sesudah ${seconds} detik.`,
          en: `Wrong too often. Try again in ${seconds} s.`,
        },
        { headers: { 'retry-after': String(seconds) } },
      );
    }
    if ('refused' in signed)
      throw problem(401, 'sign-in-refused', {
        id: 'Akun atau kata sandi keliru.',
        en: 'The account or the password is wrong.',
      });
    // Whoever signs in anew leaves what they were signed in to.
    const before = sessionOf(request);
    if (before !== undefined) await accounts.signOut(before);
    const identity = await this.workspace.identify({ session: signed.ok });
    if (!identity) throw new TypeError('a session that was just begun holds');
    void reply.header('set-cookie', this.cookie(signed.ok));
    await reply.code(200).send(await this.sessionOf(identity));
  }

  @Get('session')
  @SignedIn()
  @Api({ says: 'Who is signed in', answer: 'Session' })
  session(@Req() request: Asking): Promise<Session> {
    return this.sessionOf(identityOf(request));
  }

  @Delete('session')
  @SignedIn()
  @Api({ says: 'Signs out', status: 204 })
  async signOut(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    const session = sessionOf(request);
    if (session !== undefined) await this.workspace.accounts.signOut(session);
    void reply.header('set-cookie', this.cookie('', { maxAge: 0 }));
    await reply.code(204).send();
  }

  @Post('tokens')
  @SignedIn()
  @Api({
    says: 'Makes a token for a program, whose secret is told only now',
    body: 'TokenBody',
    answer: 'NewToken',
    status: 201,
  })
  @HttpCode(201)
  async issue(@Req() request: Asking): Promise<NewToken> {
    const { label, days = 90 } = validInput(TokenBody, request.body);
    const { accounts, now } = this.workspace;
    const { secret, token } = await accounts.issueToken(localOf(request), label, days, now());
    return { ...token, token: secret };
  }

  @Get('tokens')
  @SignedIn()
  @Api({ says: 'One’s own tokens, without their secrets', answer: 'Tokens' })
  tokens(@Req() request: Asking): Tokens {
    return { tokens: this.workspace.accounts.tokens(localOf(request)) };
  }

  @Delete('tokens/:id')
  @SignedIn()
  @Api({ says: 'Revokes a token of one’s own', status: 204 })
  @HttpCode(204)
  revoke(@Req() request: Asking, @Param('id') id: string): Promise<void> {
    return this.workspace.accounts.revokeToken(id, localOf(request), this.workspace.now());
  }

  private async sessionOf(account: Identity): Promise<Session> {
    return { account, roles: await this.workspace.rolesAnywhere(account.id) };
  }

  private cookie(secret: string, more: { readonly maxAge?: number } = {}): string {
    const secure = this.workspace.settings.server.secureCookie;
    return serialize(SESSION_COOKIE, secret, { path: '/', httpOnly: true, sameSite: 'strict', secure, ...more });
  }
}

function identityOf({ caller }: Asking): Identity {
  if (!caller) throw new TypeError('the guard comes first');
  return caller.identity;
}

/** The account of this machine; an issuer's has its tokens from there. */
function localOf(request: Asking): string {
  const { id, by } = identityOf(request);
  if (by !== 'oidc') return id;
  throw problem(403, 'not-a-local-account', {
    id: 'Token akun ini diberikan oleh penerbitnya, bukan di sini.',
    en: 'Tokens of this account come from its issuer, not from here.',
  });
}
