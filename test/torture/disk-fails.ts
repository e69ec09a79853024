import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from '../support/dice.js';
import { temporaryFolder } from '../support/sealed.js';
import { judged } from './processes-killed.js';
import { Truth, type Verdict } from './truth.js';
import { type Bug, type Limits, Worker } from './workers.js';

/**
 * Stands before the C library: counts what is synced, and fails it with EIO for as long as a file says so. It is compiled
 * where it is used.
 */
const SHIM = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
static volatile unsigned *count;
__attribute__((constructor)) static void begin(void) {
  char *path = getenv("TORTURE_COUNT");
  int fd = path ? open(path, O_RDWR | O_CREAT, 0600) : -1;
  if (fd < 0 || ftruncate(fd, 4096)) return;
  count = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
}
static int fails(const char *what) {
  char *arm = getenv("TORTURE_FAIL"), said[16] = {0};
  int fd = arm ? open(arm, O_RDONLY) : -1;
  if (fd < 0) return 0;
  if (read(fd, said, 15) < 0) said[0] = 0;
  close(fd);
  if (!strstr(said, what)) return 0;
  errno = EIO;
  return 1;
}
#define SYNC(name) int name(int fd) { static int (*real)(int); \\
  if (!real) real = dlsym(RTLD_NEXT, #name); \\
  if (fails("sync")) return -1; if (count) __sync_fetch_and_add(count, 1); return real(fd); }
SYNC(fdatasync)
SYNC(fsync)
#define WRITE(name) ssize_t name(int fd, const void *b, size_t n, off_t o) { \\
  static ssize_t (*real)(int, const void *, size_t, off_t); if (!real) real = dlsym(RTLD_NEXT, #name); \\
  return fails("write") ? -1 : real(fd, b, n, o); }
WRITE(pwrite)
WRITE(pwrite64)
`;

/** A large file has a log that is written over, and takes long to become full. */
const CYCLES_A_FILE = 5;

/** Where there is no compiler, or no way to raise a limit from outside, a part of the torture says so and is left out. */
export const missingTools = (): string[] =>
  ['cc', 'prlimit', 'bash'].filter((tool) => spawnSync('which', [tool]).status !== 0);

/**
 * The file may not grow any more, which a writer meets as a full disk; it refuses, is given room, verifies itself and goes
 * on. Then it is killed.
 */
export async function diskFull(cycles: number, dice: Dice): Promise<Verdict> {
  const all = { acknowledged: 0, events: 0, faults: [] as string[] };
  for (let done = 0; done < cycles; done += CYCLES_A_FILE) {
    const { acknowledged, events, faults } = await fullOften(Math.min(CYCLES_A_FILE, cycles - done), dice);
    all.acknowledged += acknowledged;
    all.events += events;
    all.faults.push(...faults);
  }
  return all;
}

async function fullOften(cycles: number, dice: Dice): Promise<Verdict> {
  const folder = temporaryFolder();
  const file = join(folder.path, 'ledger.db');
  const truth = new Truth();
  const faults: string[] = [];
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const largest = Math.max(...['', '-wal', '-head.log'].map((end) => sizeOf(file + end)));
    // Blocks of 1,024 bytes; the head log alone takes a hundred of them.
    const limit = Math.ceil(largest / 1_024) + 110 + dice.below(60);
    const worker = Worker.start(file, dice.below(1e9), truth, 'none', { shell: `trap '' XFSZ; ulimit -S -f ${limit}` });
    const before = truth.refused + truth.unknown;
    for (const until = Date.now() + 20_000; truth.refused + truth.unknown < before + 5 && Date.now() < until; )
      await sleep(10);
    if (truth.refused + truth.unknown < before + 5) faults.push(`cycle ${cycle}: a full disk was not refused`);
    execFileSync('prlimit', ['--pid', String(worker.pid), '--fsize=unlimited:unlimited']);
    if (!(await worker.hears(3))) faults.push(`cycle ${cycle}: it did not go on with room again`);
    await worker.kill();
  }
  const verdict = await judged(file, truth, dice);
  folder.remove();
  return { ...verdict, faults: [...faults, ...verdict.faults] };
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

/** Compiles the shim. @returns what a writer is started with, and the files by which it is steered */
function shim(folder: string): { limits: Limits; fail: string; syncs(): number } {
  const [source, library] = [join(folder, 'shim.c'), join(folder, 'shim.so')];
  writeFileSync(source, SHIM);
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-w', '-o', library, source, '-ldl']);
  const [fail, count] = [join(folder, 'fail'), join(folder, 'count')];
  const env = { LD_PRELOAD: library, TORTURE_FAIL: fail, TORTURE_COUNT: count };
  return { limits: { env }, fail, syncs: () => (existsSync(count) ? readFileSync(count).readUInt32LE(0) : 0) };
}

/** Syncs and writes fail with EIO for a while, again and again; then the writer is killed. */
export async function diskErrors(cycles: number, dice: Dice, bug: Bug = 'none'): Promise<Verdict> {
  const folder = temporaryFolder();
  const file = join(folder.path, 'ledger.db');
  const truth = new Truth();
  const faults: string[] = [];
  const { limits, fail } = shim(folder.path);
  const worker = Worker.start(file, dice.below(1e9), truth, bug, limits);
  await worker.hears(5);
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const before = truth.refused + truth.unknown;
    writeFileSync(fail, ['sync', 'write', 'sync write'][dice.below(3)] ?? '');
    for (const until = Date.now() + 10_000; truth.refused + truth.unknown < before + 3 && Date.now() < until; )
      await sleep(5);
    if (truth.refused + truth.unknown < before + 3) faults.push(`cycle ${cycle}: an error of the disk was not refused`);
    rmSync(fail);
    if (!(await worker.hears(3))) faults.push(`cycle ${cycle}: it did not go on when the disk did`);
  }
  await worker.kill();
  const verdict = await judged(file, truth, dice);
  folder.remove();
  return { ...verdict, faults: [...faults, ...verdict.faults] };
}

/** One writer alone has a commit for each append, of at most four changes, and each commit its sync of the disk. */
export async function everyCommitSynced(dice: Dice, bug: Bug = 'none-alone'): Promise<Verdict> {
  const folder = temporaryFolder();
  const truth = new Truth();
  const { limits, syncs } = shim(folder.path);
  const worker = Worker.start(join(folder.path, 'ledger.db'), dice.below(1e9), truth, bug, limits);
  await worker.hears(20);
  const [syncsBefore, heardBefore] = [syncs(), worker.heard];
  await worker.hears(400, 20_000);
  await worker.kill();
  const [synced, heard] = [syncs() - syncsBefore, worker.heard - heardBefore];
  folder.remove();
  const faults = synced < heard / 4 ? [`${heard} changes were acknowledged over ${synced} syncs`] : [];
  return { acknowledged: heard, events: heard, faults };
}
