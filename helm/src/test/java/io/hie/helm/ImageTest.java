package io.hie.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.hie.actormodel.production.ItemTypes;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The Dockerfile and the compose file, as far as they can be checked without an engine. */
final class ImageTest {
  private static final String DOCKERFILE = Repository.text("Dockerfile");

  /** By a parser that knows what YAML merges by {@code <<}. */
  private static final JsonNode COMPOSE =
      new ObjectMapper().valueToTree(new Yaml().load(Repository.text("compose.yaml")));

  private static final List<String> NODES = List.of("node-1", "node-2", "node-3");

  @Test
  void shouldRunAsTheUserOfTheChart() {
    JsonNode security = Chart.of("minimal", "StatefulSet").podSpec().path("securityContext");
    assertThat(DOCKERFILE)
        .contains(
            "USER "
                + security.path("runAsUser").asInt()
                + ":"
                + security.path("runAsGroup").asInt())
        .contains("--uid " + security.path("runAsUser").asInt());
  }

  @Test
  void shouldPinWhatItIsMadeFrom() {
    assertThat(Pattern.compile("^FROM (\\S+)", Pattern.MULTILINE).matcher(DOCKERFILE).results())
        .extracting(from -> from.group(1))
        .hasSizeGreaterThan(2)
        .allMatch(image -> image.equals("base") || image.matches("[a-z/-]+:\\d+\\.\\d.*"));
  }

  @Test
  void shouldUseOnlyFilesThatAreThere() {
    for (String file : List.of("assemble", "train", "hie", "ready")) {
      Path script = Repository.file("cluster-node/src/image/" + file);
      assertThat(Files.isExecutable(script)).as(file).isTrue();
    }
    assertThat(DOCKERFILE)
        .contains("cluster-node/src/image/assemble", "cluster-node/src/image/train")
        .contains("ENTRYPOINT [\"/opt/hie/bin/hie\"]", "CMD [\"/opt/hie/bin/ready\"]");
    for (String ignored : Repository.text(".dockerignore").lines().toList()) {
      assertThat(Repository.text("pom.xml")).doesNotContain("<module>" + ignored + "</module>");
    }
  }

  @Test
  void shouldStartNodesThatFindEachOtherInTheirList() {
    for (String name : NODES) {
      JsonNode service = COMPOSE.at("/services/" + name);
      Config node = NodeSettingsTest.node(environment(service));
      assertThat(service.path("hostname").asText()).isEqualTo(name);
      assertThat(node.getString("pekko.remote.artery.canonical.hostname")).isEqualTo(name);
      assertThat(node.getString("hie.cluster.form-by")).isEqualTo("static");
      assertThat(node.getString("hie.cluster.contact-points").split(",")).contains(name).hasSize(3);
      assertThat(node.getString("hie.kafka.bootstrap-servers")).isEqualTo("kafka:9092");
      assertThat(service.path("read_only").asBoolean()).isTrue();
      assertThat(service.path("mem_limit").asText()).isNotEmpty();
    }
  }

  @Test
  void shouldNameOnlyServicesAndVolumesOfTheFile() {
    TreeSet<String> published = new TreeSet<>();
    COMPOSE
        .path("services")
        .forEach(
            service -> {
              service
                  .path("depends_on")
                  .fieldNames()
                  .forEachRemaining(
                      name -> assertThat(COMPOSE.path("services").has(name)).as(name).isTrue());
              service.path("volumes").forEach(volume -> assertThat(known(volume)).isTrue());
              service
                  .path("ports")
                  .forEach(
                      port -> {
                        assertThat(port.asText()).startsWith("127.0.0.1:");
                        assertThat(published.add(port.asText().split(":")[1])).isTrue();
                      });
            });
    assertThat(published).hasSize(6);
  }

  @Test
  void shouldApplyAProductionThatIsAccepted() {
    ProductionReader reader =
        new ProductionReader(ItemTypes.installed(getClass().getClassLoader()), Map.of());
    assertThat(reader.read(Repository.file("helm/compose/royal-adt.yaml")))
        .isInstanceOf(Verdict.Accepted.class);
  }

  private static boolean known(JsonNode volume) {
    String source = volume.asText().split(":")[0];
    return source.startsWith("./")
        ? Files.isDirectory(Repository.file(source.substring(2)))
        : COMPOSE.path("volumes").has(source);
  }

  private static Map<String, String> environment(JsonNode service) {
    Map<String, String> all = new HashMap<>();
    service
        .path("environment")
        .properties()
        .forEach(e -> all.put(e.getKey(), e.getValue().asText()));
    return all;
  }
}
