package io.hie.actormodel.production;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.hie.actormodel.item.ItemType;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The JSON Schema of a settings record and its binding take the same documents, which are made at
 * random out of the schema: right ones, and right ones with one thing made wrong.
 */
class SchemaAgreesTest {
  private static final int DOCUMENTS = 400;
  private static final List<String> COMMON =
      List.of("PoolSize", "QueueSize", "RestartDelay", "RetryInterval", "RedisURL");

  static Stream<Class<? extends Record>> records() {
    return Stream.of(
        HostSettings.class,
        ProductionSettings.class,
        FakeTypes.MllpIn.class,
        FakeTypes.HttpOut.class,
        FakeTypes.FileOut.class,
        Workspace.Quota.class);
  }

  @ParameterizedTest
  @MethodSource("records")
  void shouldTakeWhatTheSchemaTakesAndRefuseWhatItRefuses(Class<? extends Record> record) {
    long seed = new Random().nextLong();
    ObjectNode description = SettingsSchema.of(record);
    JsonSchema schema = compile(description);
    SchemaDocuments documents = new SchemaDocuments(new Random(seed));
    int right = 0;
    int wrong = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
      JsonNode document = documents.right(description);
      if (i % 2 == 1) {
        document = documents.spoilt(description, document);
      }
      boolean bySchema = schema.validate(document.toString(), InputFormat.JSON).isEmpty();
      List<Problem> byBinding = problems(record, document);
      assertThat(byBinding.isEmpty())
          .as(
              "seed %d, document %s: schema says %s, binding %s",
              seed, document, bySchema, byBinding)
          .isEqualTo(bySchema);
      right += bySchema ? 1 : 0;
      wrong += bySchema ? 0 : 1;
    }
    assertThat(right).as("seed %d: right ones", seed).isGreaterThan(DOCUMENTS / 4);
    assertThat(wrong).as("seed %d: wrong ones", seed).isGreaterThan(DOCUMENTS / 4);
  }

  @ParameterizedTest
  @MethodSource("items")
  void shouldTakeAWholeItemLikewise(ItemType type) {
    long seed = new Random().nextLong();
    ObjectNode description = ItemSchema.of(type);
    JsonSchema schema = compile(description.deepCopy());
    SchemaDocuments documents = new SchemaDocuments(new Random(seed));
    // Rules over several common settings are not the schema's, so only some of these are made up.
    ObjectNode host = (ObjectNode) description.at("/properties/host_settings/properties");
    List<String> own = List.copyOf(SettingsShape.of(type.hostSettings()).keys());
    List.copyOf(host.properties()).stream()
        .map(Map.Entry::getKey)
        .filter(key -> !own.contains(key) && !COMMON.contains(key))
        .forEach(host::remove);
    for (int i = 0; i < DOCUMENTS / 4; i++) {
      JsonNode document = documents.right(description);
      if (i % 2 == 1) {
        document = documents.spoilt(description, document);
      }
      boolean bySchema = schema.validate(document.toString(), InputFormat.JSON).isEmpty();
      Problems problems = new Problems();
      new ItemReader(ItemTypes.of(List.of(type)), problems).read(item(type, document), "$");
      List<Problem> errors = problems.all().stream().filter(SchemaAgreesTest::tells).toList();
      assertThat(errors.isEmpty())
          .as("seed %d, document %s: schema says %s, reader %s", seed, document, bySchema, errors)
          .isEqualTo(bySchema);
    }
  }

  static List<ItemType> items() {
    return List.copyOf(FakeTypes.all().all());
  }

  private static boolean tells(Problem problem) {
    return problem.severity() == Problem.Severity.ERROR;
  }

  private static ObjectNode item(ItemType type, JsonNode settings) {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    item.put("name", "Item").put("item_type", type.kind().name()).put("type", type.name());
    settings.properties().forEach(each -> item.set(each.getKey(), each.getValue()));
    return item;
  }

  private static List<Problem> problems(Class<? extends Record> record, @Nullable JsonNode value) {
    Problems problems = new Problems();
    new SettingsBinder(problems).bindAll(record, value, Place.ROOT);
    return problems.all();
  }

  private static JsonSchema compile(ObjectNode schema) {
    assertThat(schema.get("$schema").textValue()).isEqualTo(SettingsSchema.DRAFT);
    JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    assertThat(
            factory
                .getSchema(com.networknt.schema.SchemaLocation.of(SettingsSchema.DRAFT))
                .validate(schema))
        .as("the schema is one of draft 2020-12: %s", Map.of("schema", schema))
        .isEmpty();
    return factory.getSchema(
        schema, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
  }
}
