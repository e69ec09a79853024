import 'reflect-metadata';
import { createServer } from 'node:net';
import { Body, Controller, HttpCode, Module, Param, Post, Res, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { ArrayNotEmpty, IsOptional, IsString, ValidateNested } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { openSqlite } from '../../src/store/sqlite.js';

/**
 * What the server is held against: a bare route of Nest on Fastify, which validates the same body and appends it to a
 * SQLite file in groups, each synced to disk, with no sign-in, no rule and no history. Without a file, an answer that
 * costs nothing: what the load itself could reach.
 */

class FigureBody {
  @IsString() to!: string;
}

class CorrectionBody {
  @IsString() line!: string;
  @IsString() period!: string;
  @ValidateNested() @Type(() => FigureBody) keuangan!: FigureBody;
}

class CorrectionsBody {
  @IsString() reportedOn!: string;
  @IsOptional() @IsString() reason?: string;
  @ArrayNotEmpty() @ValidateNested({ each: true }) @Type(() => CorrectionBody) corrections!: CorrectionBody[];
}

type Waiting = { readonly json: string; readonly resolve: (position: number) => void };

class Appends {
  private readonly db;
  private readonly insert;
  private waiting: Waiting[] = [];
  private head = 0;

  constructor(file: string) {
    this.db = openSqlite(file);
    this.db.exec('pragma journal_mode = wal; pragma synchronous = full');
    this.db.exec('create table event (position integer primary key, envelope blob not null)');
    this.insert = this.db.prepare('insert into event (position, envelope) values (?, ?)');
  }

  append(json: string): Promise<number> {
    return new Promise((resolve) => {
      if (this.waiting.push({ json, resolve }) === 1) setImmediate(() => this.commit());
    });
  }

  private commit(): void {
    const group = this.waiting;
    this.waiting = [];
    this.db.exec('begin immediate');
    for (const [i, { json }] of group.entries()) this.insert.run(this.head + i + 1, Buffer.from(json));
    this.db.exec('commit');
    for (const { resolve } of group) {
      this.head += 1;
      resolve(this.head);
    }
  }
}

@Controller('api/v1/renja')
class BareController {
  constructor(private readonly appends: Appends) {}

  @Post(':renjaId/realisasi/corrections')
  @HttpCode(201)
  async correct(
    @Param('renjaId') renjaId: string,
    @Body() body: CorrectionsBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const position = await this.appends.append(JSON.stringify({ renjaId, body }));
    void reply.header('etag', `"r${position}"`);
    return { renjaId, position };
  }
}

@Module({})
class BareModule {}

const file = process.argv[2];
if (file === undefined) {
  const answer = 'HTTP/1.1 201 Created\r\netag: "r1"\r\ncontent-length: 2\r\n\r\n{}';
  const server = createServer((socket) => {
    socket.setNoDelay(true).on('data', () => socket.write(answer));
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as { port: number }).port}`));
} else {
  const provided = { module: BareModule, controllers: [BareController] };
  const app = await NestFactory.create<NestFastifyApplication>(
    { ...provided, providers: [{ provide: Appends, useValue: new Appends(file) }] },
    new FastifyAdapter(),
    { logger: false },
  );
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
  await app.listen(0, '127.0.0.1');
  console.log(await app.getUrl());
}
