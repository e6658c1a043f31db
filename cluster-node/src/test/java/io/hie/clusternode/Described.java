package io.hie.clusternode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.hie.httpapi.access.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether answers are as the API's own description says. What the description does not name may not
 * be in an answer either, though it lets callers expect more.
 */
final class Described {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JsonNode document;
  private final ObjectNode closed;
  private final Map<String, JsonSchema> schemas = new HashMap<>();

  Described(JsonNode document) {
    this.document = document;
    this.closed = (ObjectNode) close(document.path("components").path("schemas").deepCopy());
  }

  /** As it is served. */
  static Described by(ApiNode api) throws Exception {
    return new Described(ApiNode.expect(200, api.call("GET", "/openapi.json", "", "")).json());
  }

  JsonNode document() {
    return document;
  }

  JsonNode of(Operation operation) {
    return document
        .path("paths")
        .path(operation.path())
        .path(operation.method().toLowerCase(Locale.ROOT));
  }

  /** What of an answer is not as described; empty if all is. */
  List<String> faults(Operation operation, ApiNode.Answer answer) {
    List<String> faults = new ArrayList<>();
    JsonNode response = of(operation).path("responses").path("" + answer.status());
    if (response.isMissingNode()) {
      return List.of(operation.id() + " is not said to answer " + brief(answer));
    }
    if (answer.header("x-request-id").isEmpty()) {
      faults.add(operation.id() + " answers without a request id");
    }
    response
        .path("headers")
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (answer.header(name.toLowerCase(Locale.ROOT)).isEmpty()) {
                faults.add(operation.id() + " " + answer.status() + " has no " + name);
              }
            });
    String type = answer.header("content-type").split(";", 2)[0];
    JsonNode media = response.path("content").path(type);
    if (response.has("content") && media.isMissingNode()) {
      faults.add(operation.id() + " is not said to answer " + type + ": " + brief(answer));
    } else if (type.endsWith("x-ndjson")) {
      JsonSchema line = schema(media.path("schema").path("x-line"));
      answer.text().lines().forEach(each -> add(faults, operation, line.validate(tree(each))));
    } else if (type.endsWith("json")) {
      validate(operation, media, answer, faults);
    } else if (!response.has("content") && !answer.text().isEmpty()) {
      faults.add(operation.id() + " answers what is not described: " + brief(answer));
    }
    return faults;
  }

  private void validate(
      Operation operation, JsonNode media, ApiNode.Answer answer, List<String> faults) {
    add(faults, operation, schema(media.path("schema")).validate(answer.json()));
    if (answer.status() >= 400) {
      if (!media.path("examples").has(answer.problem())) {
        faults.add(operation.id() + " is not said to answer " + brief(answer));
      }
      if (answer.json().path("status").asInt() != answer.status()) {
        faults.add(operation.id() + " has another status than its problem: " + brief(answer));
      }
    }
  }

  private static void add(
      List<String> faults, Operation operation, Iterable<ValidationMessage> messages) {
    messages.forEach(each -> faults.add(operation.id() + ": " + each.getMessage()));
  }

  private JsonSchema schema(JsonNode of) {
    return schemas.computeIfAbsent(
        of.toString(),
        text -> {
          ObjectNode whole = (ObjectNode) close(of.deepCopy());
          whole.putObject("components").set("schemas", closed);
          return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
              .getSchema(
                  whole, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
        });
  }

  private static JsonNode close(JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      if (object.path("type").asText().equals("object")
          && object.has("properties")
          && !object.has("additionalProperties")) {
        object.put("additionalProperties", false);
      }
      object.forEach(Described::close);
    } else if (schema instanceof ArrayNode array) {
      array.forEach(Described::close);
    }
    return schema;
  }

  private static JsonNode tree(String line) {
    try {
      return JSON.readTree(line);
    } catch (java.io.IOException notJson) {
      throw new AssertionError("not JSON: " + line, notJson);
    }
  }

  private static String brief(ApiNode.Answer answer) {
    String text = answer.text();
    return answer.status() + " " + text.substring(0, Math.min(text.length(), 300));
  }
}
