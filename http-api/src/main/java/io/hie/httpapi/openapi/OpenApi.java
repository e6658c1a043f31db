package io.hie.httpapi.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.httpapi.access.Operation;
import io.hie.httpapi.access.Operation.Who;
import io.hie.httpapi.openapi.Contract.Answer;
import io.hie.httpapi.openapi.Contract.Version;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The API's description by OpenAPI 3.1, made from the table of operations and their contracts. */
public final class OpenApi {
  private final Schemas schemas = new Schemas();
  private final Parts parts = new Parts(schemas);
  private final Samples samples = new Samples(schemas.components());

  private OpenApi() {}

  /**
   * The document.
   *
   * @param contracts by the ids of operations; an operation without one is left out
   */
  public static ObjectNode of(
      String version, List<Operation> operations, Map<String, Contract> contracts) {
    return new OpenApi().document(version, operations, contracts);
  }

  private ObjectNode document(
      String version, List<Operation> operations, Map<String, Contract> contracts) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("openapi", "3.1.0");
    Parts.info(document.putObject("info"), version);
    document
        .putArray("servers")
        .addObject()
        .put("url", "/api/v1")
        .put("description", "the node that serves this document");
    ArrayNode tags = document.putArray("tags");
    operations.stream()
        .map(OpenApi::tag)
        .distinct()
        .forEach(tag -> tags.addObject().put("name", tag).put("description", Parts.ofTag(tag)));
    ObjectNode paths = document.putObject("paths");
    for (Operation operation : operations) {
      Contract contract = contracts.get(operation.id());
      if (contract != null) {
        ObjectNode path =
            paths.has(operation.path())
                ? (ObjectNode) paths.get(operation.path())
                : paths.putObject(operation.path());
        if (!path.has("parameters") && !operation.names().isEmpty()) {
          ArrayNode names = path.putArray("parameters");
          operation.names().forEach(name -> names.add(Parts.ofPath(name)));
        }
        path.set(operation.method().toLowerCase(Locale.ROOT), operation(operation, contract));
      }
    }
    document.set("components", Components.of(schemas));
    return document;
  }

  private static String tag(Operation operation) {
    return operation.id().substring(0, operation.id().indexOf('.'));
  }

  private ObjectNode operation(Operation operation, Contract contract) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("operationId", operation.id());
    json.putArray("tags").add(tag(operation));
    json.put("summary", operation.summary());
    json.put("description", Parts.description(operation, contract));
    ArrayNode security = json.putArray("security");
    if (operation.who() != Who.ANYBODY) {
      security.addObject().putArray("bearer");
      security.addObject().putArray("session");
    }
    ArrayNode parameters = json.putArray("parameters");
    contract.query().forEach(each -> parameters.add(Parts.ofQuery(each)));
    headers(operation, contract)
        .forEach(name -> parameters.add(Parts.reference("parameters", name)));
    Contract.Body body = contract.body();
    if (body != null) {
      json.set("requestBody", parts.body(operation.id(), body));
    }
    ObjectNode responses = json.putObject("responses");
    contract.answers().forEach(each -> response(responses, each));
    problems(operation, contract).forEach((status, types) -> problem(responses, status, types));
    return json;
  }

  private static List<String> headers(Operation operation, Contract contract) {
    Set<String> names = new TreeSet<>();
    names.add("RequestId");
    if (operation.audit() == Operation.Audit.READ_WITH_REASON) {
      names.add("ReasonToRead");
    } else if (!operation.method().equals("GET")) {
      names.add("Reason");
    }
    switch (contract.version()) {
      case REQUIRED -> names.add("IfMatch");
      case TAKEN -> names.add("IfMatchIfSaid");
      case NONE -> {}
    }
    if (contract.creates()) {
      names.add("IdempotencyKey");
    }
    return List.copyOf(names);
  }

  private void response(ObjectNode responses, Answer answer) {
    ObjectNode json = responses.putObject(Integer.toString(answer.status()));
    json.put("description", answer.description());
    ObjectNode headers = json.putObject("headers");
    headers.set("X-Request-Id", Parts.reference("headers", "RequestId"));
    answer.headers().forEach(name -> headers.set(name, Parts.reference("headers", name)));
    Contract.Content content = answer.content();
    if (content != null) {
      ObjectNode media = json.putObject("content").putObject(Parts.mediaType(content));
      JsonNode schema = parts.schema(content);
      media.set("schema", schema);
      media.set("example", example(content, schema));
    }
  }

  private JsonNode example(Contract.Content content, JsonNode schema) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return switch (content) {
      case Contract.Lines lines -> json.textNode(samples.of(schemas.of(lines.type()), "") + "\n");
      case Contract.EventStream stream -> json.textNode(Parts.EVENT);
      case Contract.Text text -> json.textNode(Parts.DOCUMENT_AS_TEXT);
      case Contract.Of of -> samples.of(schema, "");
      case Contract.Page page -> samples.of(schema, "");
      case Contract.Any any -> samples.of(schema, "");
    };
  }

  private static void problem(ObjectNode responses, int status, Collection<ProblemType> types) {
    ObjectNode json = responses.putObject(Integer.toString(status));
    ObjectNode headers = json.putObject("headers");
    headers.set("X-Request-Id", Parts.reference("headers", "RequestId"));
    json.put(
        "description",
        String.join(", or ", types.stream().map(each -> "`" + each.word() + "`").toList()));
    ObjectNode media = json.putObject("content").putObject("application/problem+json");
    media.set("schema", Parts.reference("schemas", "Problem"));
    ObjectNode examples = media.putObject("examples");
    for (ProblemType each : types) {
      examples
          .putObject(each.word())
          .putObject("value")
          .put("type", "/problems/" + each.word())
          .put("title", each.title())
          .put("status", status)
          .put("detail", each.example());
    }
  }

  /** All that an operation may be told instead, by status. */
  static Map<Integer, Set<ProblemType>> problems(Operation operation, Contract contract) {
    Set<ProblemType> all = new TreeSet<>(contract.problems());
    all.addAll(
        Set.of(
            ProblemType.BAD_QUERY,
            ProblemType.BAD_REASON,
            ProblemType.PATIENT_NUMBER,
            ProblemType.BAD_IDEMPOTENCY_KEY,
            ProblemType.INTERNAL));
    if (operation.who() != Who.ANYBODY) {
      all.add(ProblemType.UNAUTHORIZED);
      all.add(ProblemType.FORBIDDEN);
      if (!operation.method().equals("GET")) {
        all.add(ProblemType.CSRF);
      }
    }
    if (!operation.names().isEmpty()) {
      all.add(ProblemType.NO_SUCH_RESOURCE);
    }
    if (operation.where() == Operation.Where.QUERY) {
      all.add(ProblemType.WHICH_WORKSPACE);
    }
    if (!operation.method().equals("GET")) {
      all.add(ProblemType.TOO_LARGE);
      all.add(ProblemType.CONFIGURATION_UNAVAILABLE);
    }
    if (contract.body() != null) {
      all.add(ProblemType.BAD_REQUEST);
    }
    if (operation.audit() != Operation.Audit.NONE) {
      all.add(ProblemType.CONFIGURATION_UNAVAILABLE);
    }
    if (operation.audit() == Operation.Audit.READ_WITH_REASON) {
      all.add(ProblemType.REASON_REQUIRED);
      all.add(ProblemType.KEY_UNAVAILABLE);
    }
    if (contract.version() != Version.NONE) {
      all.add(ProblemType.BAD_VERSION);
      all.add(ProblemType.OTHER_VERSION);
    }
    if (contract.version() == Version.REQUIRED) {
      all.add(ProblemType.IF_MATCH_REQUIRED);
    }
    if (contract.creates()) {
      all.add(ProblemType.UNDER_WAY);
      all.add(ProblemType.IDEMPOTENCY_KEY_USED);
    }
    Map<Integer, Set<ProblemType>> byStatus = new TreeMap<>();
    for (ProblemType each : all) {
      byStatus.computeIfAbsent(each.status(), status -> new TreeSet<>()).add(each);
    }
    return byStatus;
  }
}
