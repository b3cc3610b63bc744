export { onPath } from '../../src/platform/on-path.ts';
