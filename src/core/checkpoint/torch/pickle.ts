/**
 * An unpickler that executes nothing: Python's pickle format up to protocol 5, restricted to the values of
 * `pickle-values.ts` and the names of `pickle-globals.ts`.
 */
import { TrilemmaError } from '../../../shared/errors.ts';
import type { ByteCursor } from './byte-cursor.ts';
import { latin1Text } from '../latin1.ts';
import { plainInteger } from './numpy-scalar.ts';
import { PickleMachine } from './pickle-machine.ts';
import { pickleError } from './pickle-values.ts';
import type { PickleStorage, PickleValue } from './pickle-values.ts';

/** Bytes of the longest integer that is read; torch's magic number has 10. */
const MAX_INTEGER_BYTES = 1024;

/** Bytes of the longest text: names and arguments are far shorter. */
const MAX_DATA_BYTES = 16 << 20;

const MAX_PROTOCOL = 5;

type Opcode = (machine: PickleMachine, input: ByteCursor) => void;

/**
 * Reads one pickle and leaves the cursor behind it. Adds the storages that it names to `storages`, by key.
 *
 * @throws TrilemmaError `checkpoint-unsafe` where it names a global that is not on the allow-list,
 * `checkpoint-corrupt` or `checkpoint-unsupported` where it is no pickle of torch.save.
 */
export function unpickle(input: ByteCursor, storages = new Map<string, PickleStorage>()): PickleValue {
  const machine = new PickleMachine(storages);
  for (let code = input.byte(); code !== STOP; code = input.byte()) {
    machine.step();
    const opcode = opcodes.get(code);
    if (opcode === undefined) throw pickleError(`has an unknown instruction, ${code}`);
    opcode(machine, input);
  }
  return machine.result();
}

const STOP = 0x2e;

/** By the character or number that Python's pickletools lists them under. */
const opcodes: ReadonlyMap<number, Opcode> = new Map<number, Opcode>([
  // The stack and the memo.
  [char('('), (machine) => machine.mark()],
  [char('0'), (machine) => machine.drop()],
  [char('1'), (machine) => void machine.popToMark()],
  [char('2'), (machine) => machine.push(machine.top())],
  [char('p'), (machine, input) => machine.put(decimalIndex(input.line()))],
  [char('q'), (machine, input) => machine.put(input.byte())],
  [char('r'), (machine, input) => machine.put(uint32(input))],
  [char('g'), (machine, input) => machine.get(decimalIndex(input.line()))],
  [char('h'), (machine, input) => machine.get(input.byte())],
  [char('j'), (machine, input) => machine.get(uint32(input))],
  [0x94, (machine) => machine.memoize()],
  [
    0x80,
    (_, input) => {
      const protocol = input.byte();
      if (protocol > MAX_PROTOCOL) throw unsupported(`a pickle of protocol ${protocol}`);
    },
  ],
  [0x95, (_, input) => void input.view(8)],

  // Plain values.
  [char('N'), (machine) => machine.push(null)],
  [0x88, (machine) => machine.push(true)],
  [0x89, (machine) => machine.push(false)],
  [char('I'), (machine, input) => machine.push(intLine(input.line()))],
  [char('J'), (machine, input) => machine.push(input.view(4).getInt32(0, true))],
  [char('K'), (machine, input) => machine.push(input.byte())],
  [char('M'), (machine, input) => machine.push(input.view(2).getUint16(0, true))],
  [char('L'), (machine, input) => machine.push(decimal(input.line().replace(/L$/, '')))],
  [0x8a, (machine, input) => machine.push(longInteger(input, input.byte()))],
  [0x8b, (machine, input) => machine.push(longInteger(input, uint32(input)))],
  [char('F'), (machine, input) => machine.push(floatLine(input.line()))],
  [char('G'), (machine, input) => machine.push(input.view(8).getFloat64(0, false))],

  // Text and bytes. Python 2 wrote both as strings without an encoding.
  [char('S'), (machine, input) => machine.push(quoted(input.line()))],
  [char('T'), (machine, input) => machine.push(latin1Text(data(input, uint32(input))))],
  [char('U'), (machine, input) => machine.push(latin1Text(data(input, input.byte())))],
  [char('V'), (machine, input) => machine.push(rawUnicode(input.line()))],
  [char('X'), (machine, input) => machine.push(utf8(data(input, uint32(input))))],
  [0x8c, (machine, input) => machine.push(utf8(data(input, input.byte())))],
  [0x8d, (machine, input) => machine.push(utf8(data(input, uint64(input))))],
  [char('B'), (machine, input) => machine.push(data(input, uint32(input)).slice())],
  [char('C'), (machine, input) => machine.push(data(input, input.byte()).slice())],
  [0x8e, (machine, input) => machine.push(data(input, uint64(input)).slice())],
  [0x96, (machine, input) => machine.push(data(input, uint64(input)).slice())],

  // Collections.
  [char(')'), (machine) => machine.push({ kind: 'tuple', items: [] })],
  [char('t'), (machine) => machine.push({ kind: 'tuple', items: machine.popToMark() })],
  [0x85, (machine) => machine.push({ kind: 'tuple', items: machine.popMany(1) })],
  [0x86, (machine) => machine.push({ kind: 'tuple', items: machine.popMany(2) })],
  [0x87, (machine) => machine.push({ kind: 'tuple', items: machine.popMany(3) })],
  [char(']'), (machine) => machine.push({ kind: 'list', items: [] })],
  [char('l'), (machine) => machine.push({ kind: 'list', items: machine.popToMark() })],
  [char('a'), (machine) => machine.append(machine.popMany(1))],
  [char('e'), (machine) => machine.append(machine.popToMark())],
  [char('}'), (machine) => machine.pushDict([])],
  [char('d'), (machine) => machine.pushDict(machine.popToMark())],
  [char('s'), (machine) => machine.setItems(machine.popMany(2))],
  [char('u'), (machine) => machine.setItems(machine.popToMark())],
  [0x8f, (machine) => machine.push({ kind: 'set', items: new Set() })],
  [0x90, (machine) => machine.addItems(machine.popToMark())],
  [0x91, (machine) => machine.push({ kind: 'set', items: new Set(machine.popToMark()) })],

  // Globals and what they make.
  [char('c'), (machine, input) => machine.pushGlobal(input.line(), input.line())],
  [
    0x93,
    (machine) => {
      const [module, name] = machine.popMany(2);
      machine.pushGlobal(module!, name!);
    },
  ],
  [char('R'), (machine) => machine.reduce()],
  [0x81, (machine) => machine.reduce()],
  [
    0x92,
    (machine) => {
      // Keyword arguments: nothing that is allowed takes any that matter.
      machine.pop();
      machine.reduce();
    },
  ],
  [
    char('i'),
    (machine, input) => {
      const [module, name] = [input.line(), input.line()];
      const args = machine.popToMark();
      machine.pushGlobal(module, name);
      machine.call(machine.pop(), args);
    },
  ],
  [
    char('o'),
    (machine) => {
      const [callee = null, ...args] = machine.popToMark();
      machine.call(callee, args);
    },
  ],
  [char('b'), (machine) => machine.build()],
  [char('Q'), (machine) => machine.pushStorage()],
]);

function char(character: string): number {
  return character.charCodeAt(0);
}

function uint32(input: ByteCursor): number {
  return input.view(4).getUint32(0, true);
}

/** Lengths beyond 2^53 are beyond any file, so that rounding them does no harm. */
function uint64(input: ByteCursor): number {
  return Number(input.view(8).getBigUint64(0, true));
}

function longInteger(input: ByteCursor, length: number): number | bigint {
  if (length > MAX_INTEGER_BYTES) throw pickleError(`has an integer of ${length} bytes`);
  let value = 0n;
  const bytes = input.bytes(length);
  for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return plainInteger(BigInt.asIntN(8 * length, value));
}

function decimal(text: string): number | bigint {
  if (!/^[+-]?\d{1,1024}$/.test(text)) throw pickleError('has an integer that is none');
  return plainInteger(BigInt(text.replace(/^\+/, '')));
}

function decimalIndex(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw pickleError('refers to a value without number');
  return Number(text);
}

/** Protocol 0 writes booleans as the integers 00 and 01. */
function intLine(text: string): number | bigint | boolean {
  return text === '00' || text === '01' ? text === '01' : decimal(text);
}

function floatLine(text: string): number {
  const special = { inf: Infinity, '-inf': -Infinity, nan: NaN }[text];
  if (special !== undefined) return special;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) throw pickleError('has a number that is none');
  return Number(text);
}

/** The next `length` bytes of text or data; bounded, since a string has a longest length. */
function data(input: ByteCursor, length: number): Uint8Array {
  const bytes = input.bytes(length);
  if (length > MAX_DATA_BYTES) throw unsupported(`a value of ${length} bytes beside its tensors`);
  return bytes;
}

const utf8Decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function utf8(bytes: Uint8Array): string {
  try {
    return utf8Decoder.decode(bytes);
  } catch {
    throw pickleError('has text that is not UTF-8');
  }
}

/** A string as Python's repr writes it; of the escapes, those that repr uses. */
function quoted(line: string): string {
  const body = /^(["'])(.*)\1$/s.exec(line)?.[2];
  if (body === undefined) throw pickleError('has text without quotes');
  const plain: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  return body.replace(/\\(?:x([0-9a-f]{2})|(.))/gis, (_, hex: string | undefined, character: string) =>
    hex === undefined ? (plain[character] ?? character) : String.fromCharCode(parseInt(hex, 16)),
  );
}

function rawUnicode(line: string): string {
  return line.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g,
    (escape, short?: string, long?: string) => {
      const point = parseInt(short ?? long ?? '', 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : escape;
    },
  );
}

function unsupported(what: string): TrilemmaError {
  return new TrilemmaError(
    'checkpoint-unsupported',
    `The checkpoint has ${what}: save it again with torch.save.`,
  );
}
