package io.hie.httpapi.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.configuration.directory.Role;
import io.hie.httpapi.access.Operation;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** What operations share in the API's description. */
final class Parts {
  static final String DOCUMENT_AS_TEXT =
      """
      {"name": "ADT", "workspace": "royal-hospital", "items": [{"name": "Archive", \
      "item_type": "OPERATION", "type": "file.operation", "enabled": true, \
      "adapter_settings": {"Directory": "/var/hie/archive"}}]}
      """
          .strip();

  static final String EVENT =
      """
      id: 0123456789abcdef-7
      event: status
      data: {"at":"2026-03-01T10:15:30Z","project":"ADT","item":"EPR_Out","phase":"PAUSED"}

      """;

  private static final Map<String, String> TAGS =
      Map.ofEntries(
          Map.entry("openapi", "This description."),
          Map.entry("sessions", "Logging in and out."),
          Map.entry("me", "Who calls, and what they may."),
          Map.entry("tokens", "Secrets with which scripts act for a user."),
          Map.entry("users", "Accounts, and the roles that are given everywhere."),
          Map.entry("workspaces", "Tenants: the walls between productions."),
          Map.entry("members", "Who has which role in a workspace."),
          Map.entry("secrets", "Passwords and the like, by name; what they are is never shown."),
          Map.entry("quotas", "What a workspace may have at most."),
          Map.entry("usage", "What workspaces took in."),
          Map.entry("messages", "Finding messages of all histories of a workspace."),
          Map.entry("live", "What happens, as it happens."),
          Map.entry("search", "The index in which messages are found."),
          Map.entry("audit", "Who did what, and who read whose data."),
          Map.entry("cluster", "The nodes."),
          Map.entry("status", "How every item is."),
          Map.entry("item-types", "What items there can be, with the schemas of their settings."),
          Map.entry("productions", "Documents: plan, apply, versions, rollback."),
          Map.entry("items", "Starting and stopping single items."),
          Map.entry("histories", "The events of one patient, or one key. Patient data."),
          Map.entry("dead-letters", "Messages that were set aside."),
          Map.entry("replays", "Messages that go once more."));

  private static final Map<String, String> NAMES =
      Map.of(
          "workspace", "Name of the workspace.",
          "project", "Name of the production.",
          "hash", "Hash of the history's key: 32 hexadecimal digits.",
          "event", "Number of the event that set the message aside.",
          "message", "Number or id of a message.",
          "action", "start, stop, pause, resume, drain or restart.",
          "type", "A registered name, or the name of a class.");

  private final Schemas schemas;

  Parts(Schemas schemas) {
    this.schemas = schemas;
  }

  static void info(ObjectNode info, String version) {
    info.put("title", "HIE Manager API")
        .put("version", version)
        .put(
            "description",
            "Configuration, operation and histories of a healthcare integration engine."
                + " Errors are problems by RFC 9457 whose `type` is stable. Lists are paged by"
                + " cursor: pass `next` of a page as `after` (`from` in a history, `before` in"
                + " the audit trail). Times are ISO 8601 in UTC. Answers come in gzip where the"
                + " caller takes it.");
    info.putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
  }

  static String ofTag(String tag) {
    return TAGS.getOrDefault(tag, tag);
  }

  static ObjectNode reference(String kind, String name) {
    return object().put("$ref", "#/components/" + kind + "/" + name);
  }

  static ObjectNode ofPath(String name) {
    ObjectNode json = object().put("name", name).put("in", "path").put("required", true);
    json.put("description", NAMES.getOrDefault(name, "Name or id of the " + name + "."));
    ObjectNode schema = json.putObject("schema");
    if (name.equals("event")) {
      schema.put("type", "integer").put("minimum", 1);
    } else if (name.equals("role")) {
      schema.put("type", "string");
      Role.words().forEach(schema.withArray("enum")::add);
    } else {
      schema.put("type", "string").put("minLength", 1);
    }
    return json;
  }

  static ObjectNode ofQuery(Field field) {
    ObjectNode json =
        object()
            .put("name", field.name())
            .put("in", "query")
            .put("required", field.required())
            .put("description", field.description());
    ObjectNode schema = field.schema();
    schema.remove("examples");
    json.set("schema", schema);
    json.set("example", field.sample());
    return json;
  }

  static String description(Operation operation, Contract contract) {
    String who =
        switch (operation.who()) {
          case ANYBODY -> "Anybody may call it, without a token.";
          case ONESELF -> "Whoever is known may call it, about themselves.";
          case PERMITTED ->
              "It takes the role "
                  + Arrays.stream(Role.values())
                      .filter(role -> role.permissions().contains(operation.need()))
                      .map(role -> "`" + role.word() + "`")
                      .collect(Collectors.joining(" or "))
                  + switch (operation.where()) {
                    case NONE -> ", given everywhere.";
                    case PATH, QUERY, CONTENT -> " in the workspace.";
                    case FILTERED -> "; what is of other workspaces is left out.";
                  };
        };
    String audit =
        switch (operation.audit()) {
          case NONE -> "";
          case CALL -> " The call stands in the audit trail.";
          case READ_WITH_REASON ->
              " It shows patient data: a reason must be given, and stands with the call in the"
                  + " audit trail.";
        };
    return (contract.note().isEmpty() ? "" : contract.note() + " ") + who + audit;
  }

  ObjectNode body(String id, Contract.Body body) {
    ObjectNode json = object();
    boolean required = !(body instanceof Contract.MayBeEmpty);
    json.put("required", required);
    ObjectNode content = json.putObject("content");
    switch (body) {
      case Contract.Shape shape -> shape(content.putObject("application/json"), shape);
      case Contract.MayBeEmpty empty -> shape(content.putObject("application/json"), empty.shape());
      case Contract.Document document -> {
        ObjectNode media = content.putObject("application/json");
        media.set("schema", object().put("type", "object"));
        media
            .putObject("example")
            .put("name", "ADT")
            .put("workspace", "royal-hospital")
            .putArray("items");
        for (String text : new String[] {"application/yaml", "text/plain"}) {
          ObjectNode written = content.putObject(text);
          written.set("schema", object().put("type", "string"));
          written.put("example", DOCUMENT_AS_TEXT);
        }
      }
    }
    return json;
  }

  private static void shape(ObjectNode media, Contract.Shape shape) {
    ObjectNode schema = media.putObject("schema").put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ObjectNode example = object();
    for (Field each : shape.fields()) {
      ObjectNode property = each.schema();
      property.put("description", each.description());
      properties.set(each.name(), property);
      example.set(each.name(), each.sample());
      if (each.required()) {
        schema.withArray("required").add(each.name());
      }
    }
    schema.put("additionalProperties", false);
    media.set("example", example);
  }

  static String mediaType(Contract.Content content) {
    return switch (content) {
      case Contract.Of of -> "application/json";
      case Contract.Page page -> "application/json";
      case Contract.Any any -> "application/json";
      case Contract.Lines lines -> "application/x-ndjson";
      case Contract.EventStream stream -> "text/event-stream";
      case Contract.Text text -> "text/plain";
    };
  }

  JsonNode schema(Contract.Content content) {
    return switch (content) {
      case Contract.Of of -> schemas.of(of.type());
      case Contract.Page page -> page(page);
      case Contract.Any any -> object().put("type", "object");
      case Contract.Lines lines -> {
        ObjectNode line = schemas.of(lines.type());
        yield object()
            .put("type", "string")
            .put("description", "One JSON object a line.")
            .set("x-line", line);
      }
      case Contract.EventStream stream ->
          object()
              .put("type", "string")
              .put("description", "Server-sent events; the data of each is one JSON object.");
      case Contract.Text text -> object().put("type", "string");
    };
  }

  private ObjectNode page(Contract.Page page) {
    ObjectNode schema = object().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    properties.putObject(page.name()).put("type", "array").set("items", schemas.of(page.type()));
    properties
        .putObject("next")
        .put("type", "string")
        .put("description", "Where the next page begins; absent on the last one.");
    schema.putArray("required").add(page.name());
    return schema;
  }

  /** All that is referred to. */
  ObjectNode components() {
    ObjectNode json = object();
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
    ObjectNode schema = object().put("type", "object");
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
        .set("pointer", object().put("type", "string").put("format", "json-pointer"));
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

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
