//! Models with more members than a function of some language takes arguments.

use std::fmt::Write;

use portcullis::sdk::{Language, Surface};

use super::{files_of, surface_of};

/// An API that takes a model with so many members of a type, half of which have to be there.
fn wide(members: usize, kind: &str) -> Surface {
    let mut text = "openapi: 3.0.1
info: { title: wide, version: '1' }
paths:
  /wide:
    put:
      operationId: putWide
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Wide' } } } }
      responses: { '204': { description: done } }
components:
  schemas:
    Builder: { type: object, properties: { name: { type: string } } }
    Wide:
      type: object
      required: [member0, member2]
      properties:
        member0: { type: string }
        builder: { $ref: '#/components/schemas/Builder' }
"
    .to_owned();
    for at in 2..members {
        writeln!(text, "        member{at}: {{ {kind} }}").unwrap();
    }
    surface_of(&text)
}

fn class(surface: &Surface, name: &str) -> String {
    let files = files_of(Language::find("kotlin").unwrap(), surface);
    let file = files.into_iter().find(|file| file.path.ends_with(&format!("/{name}.kt")));
    file.unwrap().text
}

#[test]
fn a_constructor_of_kotlin_takes_what_the_machine_lets_it() {
    // 8 arguments say which of 245 were given, and the compiler adds two of its own.
    let fits = wide(245, "type: string");
    assert!(class(&fits, "Wide").contains("public class Wide(\n    public val member0: String,\n"));
    assert!(class(&fits, "Builder").contains("public val name: String? = null,\n"));
    let shown = Language::find("kotlin").unwrap().show(&fits);
    assert!(shown.calls.concat().contains("Wide(member0 = \"text\", "), "{:?}", shown.calls);
}

#[test]
fn members_that_a_constructor_of_kotlin_does_not_take_are_set_in_a_builder() {
    let over = wide(246, "type: string");
    let text = class(&over, "Wide");
    for part in [
        "public class Wide private constructor(\n    builder: Builder,\n) : ObjectModel() {\n",
        "    public val member0: String = Members.given(\"member0\", builder.member0)\n\n",
        "    public val builder: BuilderModel? = builder.builder\n\n",
        "    public constructor(build: Builder.() -> Unit) : this(Builder().apply(build))\n",
        "    public fun copy(build: Builder.() -> Unit): Wide = Wide(Builder(this).apply(build))\n",
        "        public var member245: String? = null\n",
        "            this.member245 = own.member245\n",
        "            builder.member0 = members.required(\"member0\", Decoders.string)\n",
        "            builder.member245 = members.optional(\"member245\", Decoders.string)\n",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("public fun copy(\n"));
    let shown = Language::find("kotlin").unwrap().show(&over);
    let call = shown.calls.concat();
    assert!(call.contains("Wide { member0 = \"text\"; member2 = \"text\" }"), "{call}");
}

#[test]
fn a_number_that_has_to_be_there_is_two_arguments() {
    let all = |members: usize| {
        let names: Vec<String> = (0..members).map(|at| format!("m{at}")).collect();
        let own: Vec<String> =
            names.iter().map(|own| format!("        {own}: {{ type: number }}\n")).collect();
        let text = format!(
            "openapi: 3.0.1
info: {{ title: wide, version: '1' }}
paths:
  /wide:
    get:
      operationId: getWide
      responses: {{ '200': {{ description: ok, content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Wide' }} }} }} }} }}
components:
  schemas:
    Wide:
      type: object
      required: [{}]
      properties:
{}",
            names.join(", "),
            own.concat()
        );
        class(&surface_of(&text), "Wide")
    };
    assert!(all(124).contains("public class Wide(\n"));
    assert!(all(125).contains("public class Wide private constructor(\n"));
}
