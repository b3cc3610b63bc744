import { builtinModules } from "node:module";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "electron-vite";
// electron.vite.config.ts
/** Native modules, and what must load from its own folder. */
const external = [
	/^electron(?:\/|$)/,
	/^node:/,
	...builtinModules,
	"onnxruntime-node",
	"sharp",
	"better-sqlite3"
];
var electron_vite_config_default = defineConfig({
	main: { build: {
		outDir: "dist/main",
		rolldownOptions: {
			input: {
				main: "src/main/main.ts",
				cli: "src/cli/main.ts",
				"engine-process": "src/engine/engine-process.ts",
				"sampler-thread": "src/engine/sampler-thread.ts"
			},
			output: {
				format: "es",
				entryFileNames: "[name].js",
				chunkFileNames: "[name]-[hash].js"
			},
			external
		}
	} },
	preload: { build: {
		outDir: "dist/preload",
		rolldownOptions: {
			input: { preload: "src/preload/preload.ts" },
			output: {
				format: "cjs",
				entryFileNames: "[name].cjs"
			},
			external: ["electron"]
		}
	} },
	renderer: {
		root: "src/renderer",
		plugins: [svelte({ configFile: false })],
		build: {
			outDir: "dist/renderer",
			minify: true,
			chunkSizeWarningLimit: 1e3,
			rolldownOptions: { input: "src/renderer/index.html" }
		}
	}
});
export { electron_vite_config_default as default };

//# sourceMappingURL=data:application/json;charset=utf-8;base64,eyJ2ZXJzaW9uIjozLCJmaWxlIjoiZWxlY3Ryb24udml0ZS5jb25maWcuanMiLCJuYW1lcyI6W10sInNvdXJjZXMiOlsiL3dvcmsvdy9kb2NzL2VsZWN0cm9uLnZpdGUuY29uZmlnLnRzIl0sInNvdXJjZXNDb250ZW50IjpbImltcG9ydCB7IGJ1aWx0aW5Nb2R1bGVzIH0gZnJvbSAnbm9kZTptb2R1bGUnO1xuaW1wb3J0IHsgc3ZlbHRlIH0gZnJvbSAnQHN2ZWx0ZWpzL3ZpdGUtcGx1Z2luLXN2ZWx0ZSc7XG5pbXBvcnQgeyBkZWZpbmVDb25maWcgfSBmcm9tICdlbGVjdHJvbi12aXRlJztcblxuLyoqIE5hdGl2ZSBtb2R1bGVzLCBhbmQgd2hhdCBtdXN0IGxvYWQgZnJvbSBpdHMgb3duIGZvbGRlci4gKi9cbmNvbnN0IGV4dGVybmFsID0gW1xuICAvXmVsZWN0cm9uKD86XFwvfCQpLyxcbiAgL15ub2RlOi8sXG4gIC4uLmJ1aWx0aW5Nb2R1bGVzLFxuICAnb25ueHJ1bnRpbWUtbm9kZScsXG4gICdzaGFycCcsXG4gICdiZXR0ZXItc3FsaXRlMycsXG5dO1xuXG5leHBvcnQgZGVmYXVsdCBkZWZpbmVDb25maWcoe1xuICBtYWluOiB7XG4gICAgYnVpbGQ6IHtcbiAgICAgIG91dERpcjogJ2Rpc3QvbWFpbicsXG4gICAgICByb2xsZG93bk9wdGlvbnM6IHtcbiAgICAgICAgaW5wdXQ6IHtcbiAgICAgICAgICBtYWluOiAnc3JjL21haW4vbWFpbi50cycsXG4gICAgICAgICAgY2xpOiAnc3JjL2NsaS9tYWluLnRzJyxcbiAgICAgICAgICAnZW5naW5lLXByb2Nlc3MnOiAnc3JjL2VuZ2luZS9lbmdpbmUtcHJvY2Vzcy50cycsXG4gICAgICAgICAgJ3NhbXBsZXItdGhyZWFkJzogJ3NyYy9lbmdpbmUvc2FtcGxlci10aHJlYWQudHMnLFxuICAgICAgICB9LFxuICAgICAgICAvLyBFbnRyeSBwb2ludHMgZmluZCBlYWNoIG90aGVyIGFzIHNpYmxpbmdzLlxuICAgICAgICBvdXRwdXQ6IHsgZm9ybWF0OiAnZXMnLCBlbnRyeUZpbGVOYW1lczogJ1tuYW1lXS5qcycsIGNodW5rRmlsZU5hbWVzOiAnW25hbWVdLVtoYXNoXS5qcycgfSxcbiAgICAgICAgZXh0ZXJuYWwsXG4gICAgICB9LFxuICAgIH0sXG4gIH0sXG4gIHByZWxvYWQ6IHtcbiAgICBidWlsZDoge1xuICAgICAgb3V0RGlyOiAnZGlzdC9wcmVsb2FkJyxcbiAgICAgIHJvbGxkb3duT3B0aW9uczoge1xuICAgICAgICBpbnB1dDogeyBwcmVsb2FkOiAnc3JjL3ByZWxvYWQvcHJlbG9hZC50cycgfSxcbiAgICAgICAgLy8gQSBzYW5kYm94ZWQgcHJlbG9hZCBpcyBvbmUgQ29tbW9uSlMgZmlsZS5cbiAgICAgICAgb3V0cHV0OiB7IGZvcm1hdDogJ2NqcycsIGVudHJ5RmlsZU5hbWVzOiAnW25hbWVdLmNqcycgfSxcbiAgICAgICAgZXh0ZXJuYWw6IFsnZWxlY3Ryb24nXSxcbiAgICAgIH0sXG4gICAgfSxcbiAgfSxcbiAgcmVuZGVyZXI6IHtcbiAgICByb290OiAnc3JjL3JlbmRlcmVyJyxcbiAgICBwbHVnaW5zOiBbc3ZlbHRlKHsgY29uZmlnRmlsZTogZmFsc2UgfSldLFxuICAgIGJ1aWxkOiB7XG4gICAgICBvdXREaXI6ICdkaXN0L3JlbmRlcmVyJyxcbiAgICAgIG1pbmlmeTogdHJ1ZSxcbiAgICAgIC8vIFRoZSBwYWdlIGNvbWVzIGZyb20gdGhpcyBtYWNoaW5lJ3MgZGlzazogbm9ib2R5IGRvd25sb2FkcyBpdC5cbiAgICAgIGNodW5rU2l6ZVdhcm5pbmdMaW1pdDogMTAwMCxcbiAgICAgIHJvbGxkb3duT3B0aW9uczogeyBpbnB1dDogJ3NyYy9yZW5kZXJlci9pbmRleC5odG1sJyB9LFxuICAgIH0sXG4gIH0sXG59KTtcbiJdLCJtYXBwaW5ncyI6Ijs7Ozs7QUFLQSxNQUFNLFdBQVc7Q0FDZjtDQUNBO0NBQ0EsR0FBRztDQUNIO0NBQ0E7Q0FDQTtBQUNGO0FBRUEsSUFBQSwrQkFBZSxhQUFhO0NBQzFCLE1BQU0sRUFDSixPQUFPO0VBQ0wsUUFBUTtFQUNSLGlCQUFpQjtHQUNmLE9BQU87SUFDTCxNQUFNO0lBQ04sS0FBSztJQUNMLGtCQUFrQjtJQUNsQixrQkFBa0I7R0FDcEI7R0FFQSxRQUFRO0lBQUUsUUFBUTtJQUFNLGdCQUFnQjtJQUFhLGdCQUFnQjtHQUFtQjtHQUN4RjtFQUNGO0NBQ0YsRUFDRjtDQUNBLFNBQVMsRUFDUCxPQUFPO0VBQ0wsUUFBUTtFQUNSLGlCQUFpQjtHQUNmLE9BQU8sRUFBRSxTQUFTLHlCQUF5QjtHQUUzQyxRQUFRO0lBQUUsUUFBUTtJQUFPLGdCQUFnQjtHQUFhO0dBQ3RELFVBQVUsQ0FBQyxVQUFVO0VBQ3ZCO0NBQ0YsRUFDRjtDQUNBLFVBQVU7RUFDUixNQUFNO0VBQ04sU0FBUyxDQUFDLE9BQU8sRUFBRSxZQUFZLE1BQU0sQ0FBQyxDQUFDO0VBQ3ZDLE9BQU87R0FDTCxRQUFRO0dBQ1IsUUFBUTtHQUVSLHVCQUF1QjtHQUN2QixpQkFBaUIsRUFBRSxPQUFPLDBCQUEwQjtFQUN0RDtDQUNGO0FBQ0YsQ0FBQyJ9