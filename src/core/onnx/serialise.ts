/**
 * ONNX model files from graphs. The field numbers are those of `onnx.proto3` (ONNX 1.16, IR version 9); the wire
 * format is @bufbuild/protobuf's. The weights are by far the largest part, so they are copied exactly once: their
 * messages are laid out as chunks and joined at the end, with nested lengths computed rather than buffered.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { assertNever } from '../../shared/assert-never.ts';
import { byteSize } from '../../shared/byte-size.ts';
import { TrilemmaError } from '../../shared/errors.ts';
import type { Attribute, Graph, GraphNode, Initializer, Value } from './graph.ts';
import { ELEMENT_TYPE_CODES } from './tensor-type.ts';

const IR_VERSION = 9;
const OPSETS: Readonly<Record<string, number>> = { '': 20, 'com.microsoft': 1, 'com.microsoft.nchwc': 1 };

/** Protobuf's own limit for one message; beyond it ONNX needs external data, which we do not write. */
const MAX_BYTES = 2 ** 31 - 1;

const ATTRIBUTE_TYPES = { float: 1, int: 2, string: 3, ints: 7 } as const;

type Write = (writer: BinaryWriter) => void;

function message(writer: BinaryWriter, field: number, write: Write): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

function string(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function int(writer: BinaryWriter, field: number, value: number): void {
  writer.tag(field, WireType.Varint).int64(value);
}

function writeAttribute(writer: BinaryWriter, name: string, attribute: Attribute): void {
  string(writer, 1, name);
  if ('int' in attribute) {
    int(writer, 3, attribute.int);
    int(writer, 20, ATTRIBUTE_TYPES.int);
  } else if ('float' in attribute) {
    writer.tag(2, WireType.Bit32).float(attribute.float);
    int(writer, 20, ATTRIBUTE_TYPES.float);
  } else if ('string' in attribute) {
    string(writer, 4, attribute.string);
    int(writer, 20, ATTRIBUTE_TYPES.string);
  } else if ('ints' in attribute) {
    for (const value of attribute.ints) int(writer, 8, value);
    int(writer, 20, ATTRIBUTE_TYPES.ints);
  } else {
    assertNever(attribute);
  }
}

function writeNode(writer: BinaryWriter, node: GraphNode): void {
  for (const input of node.inputs) string(writer, 1, input?.name ?? '');
  string(writer, 2, node.output.name);
  string(writer, 3, node.name);
  string(writer, 4, node.op);
  for (const [name, attribute] of Object.entries(node.attributes)) {
    message(writer, 5, (w) => writeAttribute(w, name, attribute));
  }
  if (node.domain !== '') string(writer, 7, node.domain);
}

function writeValueInfo(writer: BinaryWriter, value: Value): void {
  string(writer, 1, value.name);
  message(writer, 2, (type) =>
    message(type, 1, (tensor) => {
      int(tensor, 1, ELEMENT_TYPE_CODES[value.elementType]);
      message(tensor, 2, (shape) => {
        for (const dim of value.shape) {
          message(shape, 1, (d) => {
            if (typeof dim === 'number') int(d, 1, dim);
            else string(d, 2, dim);
          });
        }
      });
    }),
  );
}

/** The bytes of `write`'s message fields. */
function encode(write: Write): Uint8Array {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish();
}

/** Tag and length of a field whose content follows as other chunks. */
function fieldHeader(field: number, length: number): Uint8Array {
  return encode((w) => w.tag(field, WireType.LengthDelimited).uint32(length));
}

function byteLength(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
}

function initializerChunks({ name, elementType, shape, constant }: Initializer): Uint8Array[] {
  const data = new Uint8Array(constant.buffer, constant.byteOffset, constant.byteLength);
  const head = encode((w) => {
    for (const dim of shape) int(w, 1, dim);
    int(w, 2, ELEMENT_TYPE_CODES[elementType]);
    string(w, 8, name);
  });
  const raw = [fieldHeader(9, data.byteLength), data];
  return [fieldHeader(5, head.byteLength + byteLength(raw)), head, ...raw];
}

/**
 * The graph as an ONNX model (`ModelProto`), weights inside.
 * @throws {TrilemmaError} `graph` when the model would exceed protobuf's 2 GB.
 */
export function serialise(graph: Graph): Uint8Array {
  const chunks = modelChunks(graph);
  const bytes = new Uint8Array(byteLength(chunks));
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

/**
 * The bytes of {@link serialise} in pieces, for writing a file without a copy of the weights. Throws as it does.
 * @param metadata entries for people and other programs (`metadata_props`).
 */
export function modelChunks(
  graph: Graph,
  metadata: Readonly<Record<string, string>> = {},
): readonly Uint8Array[] {
  const structure = encode((w) => {
    for (const node of graph.nodes) message(w, 1, (n) => writeNode(n, node));
    string(w, 2, graph.name);
    for (const input of graph.inputs) message(w, 11, (v) => writeValueInfo(v, input));
    for (const output of graph.outputs) message(w, 12, (v) => writeValueInfo(v, output));
    // ONNX's own inference loses a symbolic batch at some operators, and with it fusions that need equal shapes.
    for (const { output } of graph.nodes) {
      if (!graph.outputs.includes(output)) message(w, 13, (v) => writeValueInfo(v, output));
    }
  });
  const graphChunks = [structure, ...graph.initializers.flatMap(initializerChunks)];
  const graphLength = byteLength(graphChunks);
  if (graphLength > MAX_BYTES) {
    throw new TrilemmaError(
      'graph',
      `The graph "${graph.name}" would be ${byteSize(graphLength)} as an ONNX file; the format ends at 2 GiB.`,
    );
  }
  const modelHead = encode((w) => {
    int(w, 1, IR_VERSION);
    string(w, 2, 'Trilemma Studio');
    const used = new Set(['', ...graph.nodes.map(({ domain }) => domain)]);
    for (const [domain, version] of Object.entries(OPSETS)) {
      if (!used.has(domain)) continue;
      message(w, 8, (opset) => {
        string(opset, 1, domain);
        int(opset, 2, version);
      });
    }
    for (const [key, value] of Object.entries(metadata)) {
      message(w, 14, (entry) => {
        string(entry, 1, key);
        string(entry, 2, value);
      });
    }
  });
  return [modelHead, fieldHeader(7, graphLength), ...graphChunks];
}
