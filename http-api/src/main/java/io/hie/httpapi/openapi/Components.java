package io.hie.httpapi.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/** What the description refers to by name: schemas, headers, and how callers show who they are. */
final class Components {
  private Components() {}

  /** All that is referred to. */
  static ObjectNode of(Schemas schemas) {
    ObjectNode json = Schemas.object();
    schemas.add("Problem", problem());
    ObjectNode all = json.putObject("schemas");
    schemas.components().forEach(all::set);
    ObjectNode parameters = json.putObject("parameters");
    header(parameters, "RequestId", "X-Request-Id", false)
        .put("description", "The caller's name for this call; one is made if it is absent.")
        .put("example", "r-1")
        .putObject("schema")
        .put("type", "string")
        .put("pattern", "^[A-Za-z0-9._-]{1,64}$");
    header(parameters, "Reason", "X-Reason", false)
        .put("description", "Why, for the audit trail; without patient data.")
        .put("example", "ticket 4711")
        .putObject("schema")
        .put("type", "string")
        .put("maxLength", 500);
    header(parameters, "ReasonToRead", "X-Reason", false)
        .put(
            "description",
            "Why patient data is looked at, without patient data. Only the holder of the node's"
                + " token may leave it out; `?reason=` says the same.")
        .put("example", "complaint 4711")
        .putObject("schema")
        .put("type", "string")
        .put("maxLength", 500);
    header(parameters, "IfMatch", "If-Match", true)
        .put("description", "The ETag of what was seen, or `*` for any.")
        .put("example", "\"7\"")
        .putObject("schema")
        .put("type", "string")
        .put("pattern", "^(\\*|\"?[0-9]{1,18}\"?)$");
    header(parameters, "IfMatchIfSaid", "If-Match", false)
        .put("description", "The ETag of what was seen; nothing is done if it is another now.")
        .put("example", "\"7\"")
        .putObject("schema")
        .put("type", "string")
        .put("pattern", "^(\\*|\"?[0-9]{1,18}\"?)$");
    header(parameters, "IdempotencyKey", "Idempotency-Key", false)
        .put("description", "The same request with the same key is done once.")
        .put("example", "5f0c3a1e-7d1b-4a52-9d07-2f6f6c1f3a10")
        .putObject("schema")
        .put("type", "string")
        .put("pattern", "^[A-Za-z0-9._-]{1,64}$");
    ObjectNode headers = json.putObject("headers");
    answered(headers, "RequestId", "The id of the call, as in the logs and the audit trail.");
    answered(headers, "ETag", "The version of what is shown.");
    answered(headers, "Location", "Where what was made is.");
    ObjectNode schemes = json.putObject("securitySchemes");
    schemes
        .putObject("bearer")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("description", "The token of a login, an API token (`hie_…`), or the node's own.");
    schemes
        .putObject("session")
        .put("type", "apiKey")
        .put("in", "cookie")
        .put("name", "hie_session")
        .put(
            "description",
            "For pages: whatever changes something also sends the cookie `hie_csrf` in the header"
                + " `X-CSRF-Token`.");
    return json;
  }

  private static ObjectNode header(
      ObjectNode parameters, String key, String name, boolean required) {
    return parameters
        .putObject(key)
        .put("name", name)
        .put("in", "header")
        .put("required", required);
  }

  private static void answered(ObjectNode headers, String key, String description) {
    headers
        .putObject(key)
        .put("description", description)
        .putObject("schema")
        .put("type", "string");
  }

  private static ObjectNode problem() {
    ObjectNode schema = Schemas.object().put("type", "object");
    schema.put("description", "A problem by RFC 9457.");
    ObjectNode properties = schema.putObject("properties");
    ObjectNode type = properties.putObject("type").put("type", "string");
    type.put("description", "What it is, for programs; stable.");
    Arrays.stream(ProblemType.values())
        .map(each -> "/problems/" + each.word())
        .forEach(type.withArray("enum")::add);
    properties.putObject("title").put("type", "string");
    properties.putObject("status").put("type", "integer");
    properties
        .putObject("detail")
        .put("type", "string")
        .put("description", "What is wrong and what to do about it, for people.");
    ObjectNode errors = properties.putObject("errors").put("type", "array");
    errors.put("description", "Each fault of a body, a document or a query.");
    ObjectNode error = errors.putObject("items").put("type", "object");
    error
        .putObject("properties")
        .set("pointer", Schemas.object().put("type", "string").put("format", "json-pointer"));
    ObjectNode of = (ObjectNode) error.get("properties");
    of.putObject("parameter").put("type", "string").put("description", "Of the query.");
    of.putObject("detail").put("type", "string");
    of.putObject("hint").put("type", "string").put("description", "How to mend it.");
    of.putObject("severity").put("type", "string").putArray("enum").add("error").add("warning");
    error.putArray("required").add("detail");
    properties
        .putObject("problems")
        .put("type", "array")
        .put("description", "All that is wrong with a document, as lines for people.")
        .putObject("items")
        .put("type", "string");
    schema.putArray("required").add("type").add("title").add("status").add("detail");
    return schema;
  }
}
