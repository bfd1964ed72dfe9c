import js from '@eslint/js'
import globals from 'globals'
import tseslint from 'typescript-eslint'
import { floors } from './build/lint/floors.js'

export default tseslint.config(
  { ignores: ['node_modules', 'out', 'dist', '.tmp', 'coverage', 'test-results', 'src-main/emulator/embedded/core/**'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    languageOptions: { globals: { ...globals.node } },
    plugins: { house: { rules: { floors } } },
    rules: {
      'house/floors': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['src-renderer/**'], languageOptions: { globals: { ...globals.browser } } },
)
