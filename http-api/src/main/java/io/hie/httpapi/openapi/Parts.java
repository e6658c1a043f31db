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
          Map.entry("sso", "Logging in at an identity provider, by OpenID Connect."),
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

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
