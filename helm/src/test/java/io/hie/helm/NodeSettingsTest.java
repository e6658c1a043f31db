package io.hie.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the chart, the compose file and the image say to a node is what the node listens to. */
final class NodeSettingsTest {
  static final List<String> EXAMPLES = Chart.EXAMPLES;

  private static final Pattern VARIABLE = Pattern.compile("\\bHIE_[A-Z_]+[A-Z]\\b");
  private static final String NODE = "cluster-node/src/main/";

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void shouldSetOnlyVariablesThatTheNodeReads(String example) {
    assertThat(known())
        .containsAll(
            Chart.of(example).stream()
                .flatMap(each -> each.containers().stream())
                .flatMap(container -> environment(container).keySet().stream())
                .filter(name -> name.startsWith("HIE_"))
                .toList());
  }

  @Test
  void shouldSetOnlyVariablesThatTheNodeReadsInTheImageAndInTheComposeFile() {
    assertThat(known()).containsAll(variables(Repository.text("Dockerfile")));
    assertThat(known()).containsAll(variables(Repository.text("compose.yaml")));
  }

  @Test
  void shouldTellAVariableThatTheNodeDoesNotRead() {
    assertThat(known()).contains("HIE_DATA", "HIE_CLUSTER_PORT", "HIE_JAVA_OPTS", "HIE_ITEMS");
    assertThat(known()).doesNotContain("HIE_DATA_DIRECTORY", "HIE_KAFKA");
  }

  @Test
  void shouldPassOnlySettingsThatTheNodeHas() {
    Map<String, Object> values =
        Map.of("shards", 32, "settings.hie\\.history\\.idle-timeout", "30s");
    for (List<Manifest> manifests :
        List.of(Chart.of("three-region"), Chart.render("three-region", values))) {
      for (String option : javaOptions(manifests)) {
        if (option.startsWith("-D")) {
          String path = option.substring(2, option.indexOf('='));
          assertThat(node(Map.of()).hasPath(path)).as("the node has " + path).isTrue();
        }
      }
    }
    assertThat(javaOptions(Chart.render("three-region", values)))
        .contains(
            "-Dhie.history.shards=32",
            "-Dhie.history.idle-timeout=30s",
            "-Dpekko.cluster.split-brain-resolver.stable-after=10s",
            "-XX:MaxRAMPercentage=50");
  }

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void shouldBeUnderstoodByTheNode(String example) {
    JsonNode container = Chart.of(example, "StatefulSet").containers().getFirst();
    Config node = node(environment(container));
    boolean several = !example.equals("minimal");
    assertThat(node.getString("hie.kafka.bootstrap-servers").isEmpty()).isNotEqualTo(several);
    assertThat(node.getBoolean("hie.search.enabled")).isTrue();
    assertThat(node.getDuration("hie.search.retention")).hasDays(90);
    assertThat(node.getString("hie.http.tls.by")).isEqualTo(several ? "" : "proxy");
    if (several) {
      assertThat(node.getInt("hie.kafka.min-insync-replicas")).isEqualTo(2);
      assertThat(node.getString("hie.cluster.form-by")).isEqualTo("kubernetes");
      assertThat(Set.of(node.getString("hie.cluster.kubernetes.selector").split(",")))
          .isEqualTo(selector(Chart.of(example, "StatefulSet")));
      assertThat(ports(container)).contains(node.getString("hie.cluster.kubernetes.port-name"));
      assertThat(node.getString("hie.http.tls.key")).isEqualTo("/etc/hie/api-tls/tls.key");
      assertThat(node.getString("hie.keys.directory")).isEqualTo("/etc/hie/keys");
      assertThat(node.getString("hie.cluster.tls.key")).isEqualTo("/etc/hie/cluster-tls/tls.key");
      assertThat(node.getString("hie.configuration.jdbc.url")).startsWith("jdbc:postgresql:");
      assertThat(node.getString("pekko.remote.artery.canonical.hostname"))
          .isEqualTo("$(POD_NAME).hie-nodes.health.svc.cluster.local");
    }
  }

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void shouldHaveProductionsThatAreAccepted(String example) {
    ProductionReader reader =
        new ProductionReader(ItemTypes.installed(getClass().getClassLoader()), Map.of());
    Chart.readYaml(Chart.values(example))
        .path("productions")
        .forEach(
            document ->
                assertThat(reader.read(document.asText().getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(Verdict.Accepted.class));
  }

  private static Set<String> selector(Manifest set) {
    Set<String> terms = new TreeSet<>();
    set.at("/spec/selector/matchLabels")
        .properties()
        .forEach(label -> terms.add(label.getKey() + "=" + label.getValue().asText()));
    return terms;
  }

  private static List<String> ports(JsonNode container) {
    List<String> names = new ArrayList<>();
    container.path("ports").forEach(port -> names.add(port.path("name").asText()));
    return names;
  }

  private static List<String> javaOptions(List<Manifest> manifests) {
    JsonNode container = Chart.one(manifests, "StatefulSet").containers().getFirst();
    return List.of(environment(container).get("HIE_JAVA_OPTS").split(" "));
  }

  /** What a container is given; what comes from elsewhere is empty. */
  static Map<String, String> environment(JsonNode container) {
    Map<String, String> all = new HashMap<>();
    container
        .path("env")
        .forEach(each -> all.put(each.path("name").asText(), each.path("value").asText("")));
    return all;
  }

  /** The node's configuration with an environment, as the node itself puts it together. */
  static Config node(Map<String, String> environment) {
    return ConfigFactory.parseFile(Repository.file(NODE + "resources/application.conf").toFile())
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .withFallback(ConfigFactory.parseMap(environment))
        .resolve();
  }

  /** All variables that the node's sources, its configuration and its command speak of. */
  private static Set<String> known() {
    Set<String> all = variables(Repository.text("cluster-node/src/image/hie"));
    try (Stream<Path> files = Files.walk(Repository.file(NODE))) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("/demo/"))
          .forEach(file -> all.addAll(variables(read(file))));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
    return all;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static Set<String> variables(String text) {
    Set<String> all = new TreeSet<>();
    Matcher matcher = VARIABLE.matcher(text);
    while (matcher.find()) {
      all.add(matcher.group());
    }
    return all;
  }
}
