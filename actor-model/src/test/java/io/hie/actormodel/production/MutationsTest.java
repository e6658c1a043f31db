package io.hie.actormodel.production;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever is done to a document, it is judged, and every problem has a place in it. */
class MutationsTest {
  private static final int ROUNDS = 2_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ProductionReader READER = new ProductionReader(FakeTypes.all(), Map.of());
  private static final String[] TEXTS = {
    "",
    " ",
    "Split",
    "Files",
    "fifo",
    "${X}",
    "${X:y}",
    "${",
    "java.lang.String",
    "a/b",
    "-1",
    "NaN",
    "nhs.pds.operation",
    "hl7.router.process",
    "SERVICE",
    "PROCESS",
    "\u0000",
    "\uD83D\uDE00",
    "P1D",
    "x".repeat(10_000)
  };

  private static final String NOISE = "{}[]:,\"'\n\t #&*-!|>%@`~\\0a\u0001";

  private final long seed = Long.getLong("hie.seed", new Random().nextLong());
  private final Random random = new Random(seed);

  @Test
  void shouldJudgeWhateverIsDoneToADocument() throws IOException {
    byte[] example = ProductionReaderTest.resource("adt.json");
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      JsonNode tree = JSON.readTree(example);
      for (int i = random.nextInt(4); i >= 0; i--) {
        mutate(tree);
      }
      String document = tree.toString();
      if (judge(document, tree) instanceof Verdict.Refused) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isBetween(ROUNDS / 10, ROUNDS - 1);
  }

  @Test
  void shouldJudgeWhateverIsDoneToTheText() throws IOException {
    for (String name : new String[] {"adt.json", "adt.yaml"}) {
      String example = new String(ProductionReaderTest.resource(name), UTF_8);
      for (int round = 0; round < ROUNDS; round++) {
        StringBuilder text = new StringBuilder(example);
        for (int i = random.nextInt(5); i >= 0; i--) {
          int at = random.nextInt(text.length());
          int end = Math.min(text.length(), at + random.nextInt(30));
          switch (random.nextInt(3)) {
            case 0 -> text.delete(at, end);
            case 1 -> text.insert(at, text.substring(at, end));
            default -> text.setCharAt(at, NOISE.charAt(random.nextInt(NOISE.length())));
          }
        }
        judge(text.toString(), null);
      }
    }
  }

  private Verdict judge(String document, JsonNode tree) {
    Verdict verdict;
    try {
      verdict = READER.read(document.getBytes(UTF_8));
    } catch (RuntimeException | StackOverflowError fault) {
      throw new AssertionError("seed " + seed + ", document:\n" + document, fault);
    }
    Set<String> places = tree == null ? Set.of() : places(tree, "$", new HashSet<>());
    if (verdict instanceof Verdict.Refused) {
      assertThat(verdict.problems())
          .as("seed %d", seed)
          .anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
    }
    assertThat(verdict.problems())
        .as("seed %d, document %s", seed, document)
        .allSatisfy(
            problem -> {
              assertThat(problem.message()).isNotBlank();
              assertThat(problem.toString()).hasSizeLessThan(3_000).doesNotContain("\n");
              if (tree != null) {
                assertThat(places).containsAnyOf(problem.path(), parent(problem.path()));
              }
            });
    return verdict;
  }

  private void mutate(JsonNode tree) {
    List<JsonNode> containers = new ArrayList<>();
    collect(tree, containers);
    switch (containers.get(random.nextInt(containers.size()))) {
      case ObjectNode object when !object.isEmpty() -> {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        String key = keys.get(random.nextInt(keys.size()));
        switch (random.nextInt(4)) {
          case 0 -> object.remove(key);
          case 1 -> object.set(misspell(key), object.remove(key));
          case 2 -> object.set(key, anything());
          default -> object.set(misspell(key), anything());
        }
      }
      case ArrayNode array when !array.isEmpty() -> {
        int index = random.nextInt(array.size());
        switch (random.nextInt(3)) {
          case 0 -> array.remove(index);
          case 1 -> array.add(array.get(index).deepCopy());
          default -> array.set(index, anything());
        }
      }
      default -> {}
    }
  }

  private JsonNode anything() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (random.nextInt(9)) {
      case 0 -> nodes.nullNode();
      case 1 -> nodes.booleanNode(random.nextBoolean());
      case 2 -> nodes.numberNode(random.nextInt());
      case 3 -> nodes.numberNode(random.nextGaussian() * 1e300);
      case 4 -> nodes.objectNode().put("name", "x");
      case 5 -> nodes.arrayNode().add("Split").add(1).addNull();
      default -> nodes.textNode(TEXTS[random.nextInt(TEXTS.length)]);
    };
  }

  private String misspell(String key) {
    StringBuilder word = new StringBuilder(key);
    int at = random.nextInt(word.length());
    switch (random.nextInt(4)) {
      case 0 -> word.deleteCharAt(at);
      case 1 -> word.insert(at, (char) ('a' + random.nextInt(26)));
      case 2 -> word.setCharAt(at, ". '\n[".charAt(random.nextInt(5)));
      default -> word.reverse();
    }
    return word.toString();
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  private static Set<String> places(JsonNode node, String path, Set<String> found) {
    found.add(path);
    node.properties().forEach(e -> places(e.getValue(), Place.key(path, e.getKey()), found));
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        places(node.get(i), Place.index(path, i), found);
      }
    }
    return found;
  }

  private static String parent(String path) {
    if (path.endsWith("']")) {
      return path.substring(0, path.indexOf("['"));
    }
    int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
    return end < 0 ? path : path.substring(0, end);
  }
}
