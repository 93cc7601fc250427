// The headers of releases and records are checked while you write, in VS Code with the extension "unified remark".
// Run `npm install` once. `make html` and `make check` write the schemas again when conf.py has changed.
import frontmatter from "remark-frontmatter";
import headers from "remark-lint-frontmatter-schema";

const schemas = {
  ".vscode/release.schema.json": ["releases/**/*.md"],
  ".vscode/organization.schema.json": ["organizations/*.md"],
  ".vscode/official.schema.json": ["officials/*.md"],
  ".vscode/topic.schema.json": ["topics/*.md"],
};

export default {
  // The package's own draft is an older one, by which it need not judge the schema.
  plugins: [frontmatter, [headers, { schemas, ajvOptions: { validateSchema: false } }]],
};
