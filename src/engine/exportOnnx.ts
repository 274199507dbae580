import { COARSE, decode, encode, FINE, GRID, mapping, STAGE_NAMES, STAGES, type Stage } from './network/definition';
import { OnnxNetwork } from './network/onnx';
import type { Weights } from './network/weights';
import { EDGE, MARGIN } from './tiles';

/**
 * A style as one ONNX model (opset 17) for other engines: `picture` [1, 3, h, w] → `painted` [1, 3, h, w], RGB in [0, 1], h and w
 * multiples of 8 from 40 on. The whole picture's statistics are taken inside, and its borders mirrored as Stylize does; it
 * paints what Stylize paints of an opaque picture in one piece.
 * @param code [256]
 */
export function exportOnnx(weights: Weights, code: Float32Array): Uint8Array {
  const graph = new OnnxNetwork(weights);
  const node = graph.node.bind(graph);
  const integers = (numbers: number[]) => graph.integers(`integers ${numbers.join(' ')}`, numbers);
  const picture = graph.input('picture', [1, 3, 'height', 'width']);
  const mirrored = node('Pad', [picture, integers([0, 0, EDGE, EDGE, 0, 0, EDGE, EDGE])], { mode: 'reflect' });
  const { fine, coarse } = encode(graph, mirrored);
  const vectors = mapping(graph, graph.tensor('code', [1, code.length], code));
  const modulation = (stage: Stage) => {
    const half = (from: number) =>
      node('Reshape', [
        node('Slice', [vectors[stage], integers([from]), integers([from + STAGES[stage]]), integers([1])]),
        integers([1, STAGES[stage], 1, 1]),
      ]);
    return { scale: node('Add', [half(0), graph.floats('one', [1])]), shift: half(STAGES[stage]) };
  };
  const prepared = (map: string, channels: number, cell: number) => {
    const own = cut(EDGE / cell, map);
    const column = integers([1, channels, 1, 1]);
    const [mean, deviation] = graph.moments(own).map((vector) => node('Reshape', [vector, column]));
    return continued(node('Div', [node('Sub', [own, mean!]), deviation!]), MARGIN / cell);
  };
  /** Without so many cells on each border. */
  function cut(cells: number, map: string): string {
    return node('Slice', [map, integers([cells, cells]), integers([-cells, -cells]), integers([2, 3])]);
  }
  /** Mirrored outwards by so many cells, the outermost repeated: ONNX's own padding does not know that. */
  function continued(map: string, cells: number): string {
    return [2, 3].reduce((grown, axis) => {
      const turned = (from: number, to: number) =>
        node('Slice', [grown, integers([from]), integers([to]), integers([axis]), integers([-1])]);
      return node('Concat', [turned(cells - 1, -LARGE), grown, turned(-1, -1 - cells)], { axis });
    }, map);
  }
  const modulations = Object.fromEntries(STAGE_NAMES.map((stage) => [stage, modulation(stage)]));
  const blocks = decode(
    graph,
    prepared(fine, FINE, GRID / 2),
    prepared(coarse, COARSE, GRID),
    modulations as Record<Stage, ReturnType<typeof modulation>>,
  );
  const inner = cut(MARGIN / 2, blocks);
  // pixel_shuffle in PyTorch's channel order
  const painted = node('DepthToSpace', [inner], { blocksize: 2, mode: 'CRD' });
  return graph.serialise({ painted: node('Clip', [painted, graph.scalar('zero', 0), graph.scalar('whole', 1)]) });
}

/** Beyond every picture: where a slice that goes backwards ends at the first cell. */
const LARGE = 2 ** 31;
