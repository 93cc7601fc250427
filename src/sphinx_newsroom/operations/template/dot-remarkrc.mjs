// VS Code checks the headers of releases and records while you write, with its extension "unified remark".
// Run `npm install` once. After a change of conf.py, `make html` and `make check` write the schemas again.
import frontmatter from "remark-frontmatter";
import headers from "remark-lint-frontmatter-schema";

const schemas = {
  ".vscode/release.schema.json": ["releases/**/*.md"],
  ".vscode/organization.schema.json": ["organizations/*.md"],
  ".vscode/official.schema.json": ["officials/*.md"],
  ".vscode/topic.schema.json": ["topics/*.md"],
};

export default {
  // The package knows only an older draft of JSON Schema, so it mustn't check the schema itself.
  plugins: [frontmatter, [headers, { schemas, ajvOptions: { validateSchema: false } }]],
};
