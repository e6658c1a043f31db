package io.hie.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for whatever the chart renders. */
final class SafetyTest {
  private static final Map<String, Object> BY_VALUE =
      Map.of(
          "admin.existingSecret", "",
          "admin.password", "correct-horse",
          "database.existingSecret", "",
          "database.password", "battery-staple",
          "kafka.tls.keystoreKey", "client.p12",
          "kafka.tls.keystorePasswordKey", "password");

  private record Rendered(String name, List<Manifest> manifests, Set<String> named) {
    @Override
    public String toString() {
      return name;
    }

    Manifest set() {
      return Chart.one(manifests, "StatefulSet");
    }

    List<Manifest> of(String kind) {
      return manifests.stream().filter(each -> each.kind().equals(kind)).toList();
    }

    List<Manifest> pods() {
      return manifests.stream().filter(Manifest::isPod).toList();
    }
  }

  static Stream<Rendered> all() {
    Stream<Rendered> examples =
        Chart.EXAMPLES.stream()
            .map(
                each ->
                    new Rendered(each, Chart.of(each), named(Chart.readYaml(Chart.values(each)))));
    return Stream.concat(
        examples,
        Stream.of(
            new Rendered(
                "production with secrets by value",
                Chart.render("production", BY_VALUE),
                Set.of(
                    "hie-keys",
                    "hie-kafka",
                    "hie-api-tls",
                    "hie-cluster-tls",
                    "registry",
                    "hie-example-org"))));
  }

  /** The secrets that values speak of. */
  private static Set<String> named(JsonNode values) {
    Set<String> names = new TreeSet<>();
    values.findValuesAsText("existingSecret", new ArrayList<>()).forEach(names::add);
    values.findValuesAsText("tlsSecret", new ArrayList<>()).forEach(names::add);
    values.at("/image/pullSecrets").forEach(each -> names.add(each.asText()));
    return names;
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldRunNothingAsRootAndWriteNowhereButOnVolumes(Rendered rendered) {
    assertThat(rendered.pods()).isNotEmpty();
    for (Manifest pod : rendered.pods()) {
      JsonNode security = pod.podSpec().path("securityContext");
      assertThat(security.path("runAsNonRoot").asBoolean()).as(pod.toString()).isTrue();
      assertThat(security.path("runAsUser").asInt()).as(pod.toString()).isPositive();
      assertThat(security.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
      for (String shared : List.of("hostNetwork", "hostPID", "hostIPC")) {
        assertThat(pod.podSpec().has(shared)).as(pod + " " + shared).isFalse();
      }
      for (JsonNode container : pod.containers()) {
        JsonNode of = container.path("securityContext");
        assertThat(of.path("readOnlyRootFilesystem").asBoolean()).as(pod.toString()).isTrue();
        assertThat(of.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(of.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
        assertThat(of.at("/capabilities/add").isMissingNode()).isTrue();
        assertThat(mounts(container)).contains("/tmp");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldLimitEveryContainer(Rendered rendered) {
    for (Manifest pod : rendered.pods()) {
      for (JsonNode container : pod.containers()) {
        for (String resource : List.of("cpu", "memory")) {
          assertThat(container.at("/resources/limits").has(resource)).as(pod.toString()).isTrue();
          assertThat(container.at("/resources/requests").has(resource)).as(pod.toString()).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldNameOnlySecretsAndMapsThatThereAre(Rendered rendered) {
    for (Manifest pod : rendered.pods()) {
      for (JsonNode reference : pod.podSpec().findValues("secretKeyRef")) {
        String name = reference.path("name").asText();
        List<Manifest> made =
            rendered.of("Secret").stream().filter(each -> each.name().equals(name)).toList();
        if (made.isEmpty()) {
          assertThat(rendered.named()).as(pod.toString()).contains(name);
        } else {
          assertThat(made.getFirst().at("/stringData").has(reference.path("key").asText()))
              .as(name)
              .isTrue();
        }
      }
      assertThat(rendered.named())
          .containsAll(pod.podSpec().findValuesAsText("secretName", new ArrayList<>()));
      for (JsonNode map : pod.podSpec().findValues("configMap")) {
        assertThat(rendered.of("ConfigMap"))
            .extracting(Manifest::name)
            .contains(map.path("name").asText());
      }
      assertThat(volumes(rendered, pod))
          .containsAll(
              pod.containers().stream()
                  .flatMap(
                      each ->
                          each
                              .path("volumeMounts")
                              .findValuesAsText("name", new ArrayList<>())
                              .stream())
                  .toList());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldNotWriteASecretWhereItIsRead(Rendered rendered) {
    for (Manifest each : rendered.manifests()) {
      if (!each.kind().equals("Secret")) {
        assertThat(each.tree().toString()).doesNotContain("correct-horse", "battery-staple");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldSelectThePodsOfTheNodesAndNoOthers(Rendered rendered) {
    JsonNode labels = rendered.set().podTemplate().at("/metadata/labels");
    List<JsonNode> selectors = new ArrayList<>();
    selectors.add(rendered.set().at("/spec/selector/matchLabels"));
    rendered.of("Service").forEach(each -> selectors.add(each.at("/spec/selector")));
    rendered
        .of("PodDisruptionBudget")
        .forEach(each -> selectors.add(each.at("/spec/selector/matchLabels")));
    rendered.of("PodMonitor").forEach(each -> selectors.add(each.at("/spec/selector/matchLabels")));
    rendered
        .of("NetworkPolicy")
        .forEach(each -> selectors.add(each.at("/spec/podSelector/matchLabels")));
    rendered
        .set()
        .podSpec()
        .path("topologySpreadConstraints")
        .forEach(each -> selectors.add(each.at("/labelSelector/matchLabels")));
    assertThat(selectors).hasSizeGreaterThanOrEqualTo(6);
    for (JsonNode selector : selectors) {
      assertThat(selector.size()).isPositive();
      assertThat(selects(selector, labels)).as(selector + " selects " + labels).isTrue();
      for (Manifest job : rendered.of("Job")) {
        assertThat(selects(selector, job.podTemplate().at("/metadata/labels"))).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldGiveNodesTheirNamesByTheServiceOfTheSet(Rendered rendered) {
    String name = rendered.set().at("/spec/serviceName").asText();
    Manifest headless =
        rendered.of("Service").stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(headless.at("/spec/clusterIP").asText()).isEqualTo("None");
    assertThat(headless.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
    assertThat(rendered.set().at("/spec/podManagementPolicy").asText()).isEqualTo("Parallel");
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldSendTrafficAndProbesToPortsThatAContainerHas(Rendered rendered) {
    JsonNode container = rendered.set().containers().getFirst();
    List<String> names = container.path("ports").findValuesAsText("name", new ArrayList<>());
    assertThat(names).doesNotHaveDuplicates().contains("api", "mllp");
    for (Manifest service : rendered.of("Service")) {
      service
          .at("/spec/ports")
          .forEach(port -> assertThat(names).contains(port.path("targetPort").asText()));
    }
    boolean tls = NodeSettingsTest.environment(container).containsKey("HIE_HTTP_TLS_CERTIFICATE");
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(container.path(probe).at("/httpGet/scheme").asText())
          .isEqualTo(tls ? "HTTPS" : "HTTP");
      assertThat(names).contains(container.path(probe).at("/httpGet/port").asText());
    }
    for (Manifest policy : rendered.of("NetworkPolicy")) {
      policy
          .at("/spec/ingress")
          .forEach(
              rule ->
                  assertThat(names)
                      .containsAll(rule.path("ports").findValuesAsText("port", new ArrayList<>())));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void shouldLetAServiceAccountSeePodsAndLeasesAndNothingElse(Rendered rendered) {
    for (Manifest role : rendered.of("Role")) {
      for (JsonNode rule : role.at("/rules")) {
        String resource = rule.at("/resources/0").asText();
        assertThat(resource).isIn("pods", "leases");
        assertThat(rule.at("/resources")).hasSize(1);
        List<String> verbs = new ArrayList<>();
        rule.at("/verbs").forEach(verb -> verbs.add(verb.asText()));
        if (resource.equals("pods")) {
          assertThat(verbs).containsExactly("get", "list", "watch");
        } else {
          assertThat(verbs).containsExactly("get", "create", "update");
        }
      }
      Manifest binding = Chart.one(rendered.manifests(), "RoleBinding");
      assertThat(binding.at("/roleRef/name").asText()).isEqualTo(role.name());
      assertThat(binding.at("/subjects/0/name").asText())
          .isEqualTo(rendered.set().podSpec().path("serviceAccountName").asText())
          .isEqualTo(Chart.one(rendered.manifests(), "ServiceAccount").name());
    }
    assertThat(rendered.set().podSpec().path("automountServiceAccountToken").asBoolean())
        .isEqualTo(!rendered.of("Role").isEmpty());
  }

  @Test
  void shouldReachNothingButWhatIsNamedIfThatIsWanted() {
    List<String> ports = new ArrayList<>();
    Chart.of("production", "NetworkPolicy")
        .at("/spec/egress")
        .forEach(rule -> rule.path("ports").forEach(port -> ports.add(port.path("port").asText())));
    assertThat(ports).containsExactly("53", "53", "443", "6443", "9093", "5432", "2575");
  }

  @Test
  void shouldRestartNodesWhenASecretThatTheChartMakesChanges() {
    assertThat(checksum("correct-horse"))
        .isEqualTo(checksum("correct-horse"))
        .isNotEqualTo(checksum("another-horse"));
  }

  private static String checksum(String password) {
    List<Manifest> manifests =
        Chart.render("minimal", Map.of("admin.existingSecret", "", "admin.password", password));
    return Chart.one(manifests, "StatefulSet")
        .podTemplate()
        .at("/metadata/annotations/checksum~1secrets")
        .asText();
  }

  private static boolean selects(JsonNode selector, JsonNode labels) {
    return selector.properties().stream()
        .allMatch(each -> each.getValue().equals(labels.path(each.getKey())));
  }

  private static List<String> mounts(JsonNode container) {
    return container.path("volumeMounts").findValuesAsText("mountPath", new ArrayList<>());
  }

  private static Set<String> volumes(Rendered rendered, Manifest pod) {
    Set<String> names = new TreeSet<>();
    pod.podSpec().path("volumes").forEach(each -> names.add(each.path("name").asText()));
    if (pod.kind().equals("StatefulSet")) {
      rendered
          .set()
          .at("/spec/volumeClaimTemplates")
          .forEach(each -> names.add(each.at("/metadata/name").asText()));
    }
    return names;
  }
}
