import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EsbuildPlugin } from 'esbuild-loader';
import webpack from 'webpack';
import { NATIVE_PACKAGES } from './scripts/package/targets.mjs';

const dist = resolve(import.meta.dirname, 'dist');

/** Native packages stay outside the bundles; `vscode` exists only inside VS Code. */
const externals = Object.fromEntries(['vscode', ...NATIVE_PACKAGES].map((name) => [name, `commonjs ${name}`]));

const bundle = (target, extra) => ({
  mode: 'production',
  devtool: 'source-map',
  resolve: { extensions: ['.ts', '.js'] },
  module: {
    rules: [
      { test: /\.ts$/, loader: 'esbuild-loader', options: { target: 'es2022' } },
      { test: /\.css$/, type: 'asset/source' },
    ],
    // one file each: what a package imports at its first use is in there from the start
    parser: { javascript: { dynamicImportMode: 'eager', createRequire: false } },
  },
  // what is smaller is compiled sooner, at each start
  optimization: {
    splitChunks: false,
    ...(target !== 'web' && { minimizer: [new EsbuildPlugin({ target: 'es2022' })] }),
  },
  performance: { hints: false },
  stats: 'errors-warnings',
  target,
  ...extra,
});

const node = (name, entry, extra) =>
  bundle('node20', {
    name,
    entry: { [name]: entry },
    externals,
    output: {
      path: dist,
      filename: '[name].js',
      chunkFilename: '[name].js',
      library: { type: 'commonjs2' },
      strictModuleErrorHandling: true, // a binary that can't be loaded can't be loaded the second time either
    },
    ...extra,
  });

/** TensorFlow.js's own binaries, which tfjs.js reads at its first use: without threads, which it does not use in Node. */
const wasm = {
  apply(compiler) {
    compiler.hooks.thisCompilation.tap('wasm', (compilation) => {
      for (const name of ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm']) {
        const file = resolve(import.meta.dirname, 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out', name);
        compilation.emitAsset(`wasm/${name}`, new webpack.sources.RawSource(readFileSync(file)));
      }
    });
  },
};

const webview = (name, entry) =>
  bundle('web', {
    name: `webview-${name}`,
    entry: { [name]: entry },
    output: { path: resolve(dist, 'webview'), filename: '[name].js' },
  });

export default [
  node('cli', './src/cli/main.ts'),
  node('engine', './src/engine/main.ts', { plugins: [wasm] }),
  node('planner', './src/pipeline/plannerThread.ts'),
  node('extension', './src/extension/extension.ts'),
  webview('compare', './webview-ui/compare.ts'),
  webview('review', './webview-ui/review.ts'),
  webview('training', './webview-ui/training.ts'),
];
