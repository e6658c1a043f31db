package io.hie.actormodel.production;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hie.actormodel.item.ItemKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pieces of configuration as people have them from other engines, each put into a document. */
class SnippetsTest {
  private static final ProductionReader READER = new ProductionReader(FakeTypes.all(), Map.of());
  private static final Pattern FENCED = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @ValueSource(strings = {"breaker", "rate-limit", "workspace", "sharding"})
  void shouldLoadWithNothingToSay(String snippet) throws IOException {
    ProductionReaderTest.accepted(read(snippet(snippet)));
  }

  @Test
  void shouldSayWhatIsDoneInPlaceOfAnOutsideRegistry() throws IOException {
    assertThat(warnings(snippet("registry-production")))
        .containsExactly(
            "$.production_settings.consumer_group",
            "$.production_settings.redis_url",
            "$.production_settings.service_registry_type");
    assertThat(warnings(snippet("registry-host")))
        .containsExactly(
            "$.items[1].host_settings.ConsumerGroup",
            "$.items[1].host_settings.RedisURL",
            "$.items[1].host_settings.ServiceRegistryType");
    assertThat(warnings(snippet("coordination")))
        .containsExactly(
            "$.production_settings.CoordinationType", "$.production_settings.EtcdEndpoints");
    assertThat(warnings(snippet("event-store"))).hasSize(6);
  }

  @Test
  void shouldLeaveAnItemOfALaterVersionOut() throws IOException {
    Verdict verdict = read(snippet("fhir-service"));

    assertThat(verdict)
        .asInstanceOf(type(Verdict.Accepted.class))
        .satisfies(
            accepted -> {
              Production production = accepted.production();
              assertThat(production.unavailable())
                  .containsExactly(
                      new Production.UnavailableItem(
                          "Patients_In", ItemKind.SERVICE, "fhir.http.service", "$.items[4]"));
              assertThat(production.item("Patients_In")).isEmpty();
              assertThat(production.graph().targets("Patients_In")).containsExactly("Split");
              assertThat(accepted.warnings())
                  .extracting(Problem::path)
                  .containsExactly("$.items[4].type");
            });
  }

  @Test
  void shouldNotNeedTheVariablesOfAnItemThatStaysOut() throws IOException {
    assertThat(warnings(snippet("pds-operation")))
        .containsExactly(
            "$.items[4].adapter_settings.PDSApiKey", "$.items[4].name", "$.items[4].type");
  }

  @Test
  void shouldLoadEverySnippetOfTheSourceDocuments() throws IOException {
    Path seeds = ProductionReaderTest.shared().resolve("seeds");
    Assumptions.assumeTrue(Files.isDirectory(seeds), "no " + seeds + " here");
    List<String> snippets = new ArrayList<>();
    try (Stream<Path> papers = Files.list(seeds)) {
      for (Path paper : papers.toList()) {
        Matcher fenced = FENCED.matcher(Files.readString(paper));
        while (fenced.find()) {
          snippets.add(fenced.group(1));
        }
      }
    }

    assertThat(snippets).hasSizeGreaterThanOrEqualTo(10);
    assertThat(snippets).allSatisfy(snippet -> warnings(snippet));
  }

  private static List<String> warnings(String snippet) {
    return switch (read(snippet)) {
      case Verdict.Accepted accepted ->
          accepted.warnings().stream().map(Problem::path).distinct().toList();
      case Verdict.Refused refused -> throw new AssertionError(refused.problems().toString());
    };
  }

  private static Verdict read(String snippet) {
    try {
      ObjectNode document =
          (ObjectNode) new ObjectMapper().readTree(ProductionReaderTest.resource("adt.json"));
      place(DocumentReader.read(snippet.getBytes(UTF_8), "", new Problems()), document);
      return READER.read(document.toString().getBytes(UTF_8));
    } catch (IOException | UnreadableException fault) {
      throw new AssertionError("the snippet is no JSON: " + snippet, fault);
    }
  }

  /** Puts a snippet where it belongs: among the items, into the router, or at the top. */
  private static void place(JsonNode snippet, ObjectNode document) {
    ArrayNode items = (ArrayNode) document.get("items");
    if (snippet.has("item_type")) {
      ObjectNode item = (ObjectNode) snippet;
      items.add(item);
      for (JsonNode target : item.at("/host_settings/TargetConfigNames")) {
        boolean known =
            Stream.of("Split", "Files", "Records_Out").anyMatch(target.textValue()::equals);
        if (!known) {
          items.add(((ObjectNode) items.get(3).deepCopy()).put("name", target.textValue()));
        }
      }
    } else if (snippet.has("host_settings")) {
      ((ObjectNode) items.get(1).get("host_settings"))
          .setAll((ObjectNode) snippet.get("host_settings"));
    } else {
      document.setAll((ObjectNode) snippet);
    }
  }

  private static String snippet(String name) throws IOException {
    return new String(ProductionReaderTest.resource("snippets/" + name + ".json"), UTF_8);
  }
}
