package io.hie.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.LintResult;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class ChartTest {
  static final List<String> EXAMPLES = Chart.EXAMPLES;

  @Test
  void shouldPassHelmsOwnLinter() {
    LintResult result = Chart.helm().lint().strict().call();
    assertThat(result.isFailed()).as(String.join("\n", result.getMessages())).isFalse();
  }

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void shouldRenderWhatKubernetesTakes(String example) {
    List<Manifest> manifests = Chart.of(example);
    assertThat(kinds(manifests)).contains("StatefulSet", "Service", "NetworkPolicy");
    assertThat(problems(manifests)).isEmpty();
  }

  @Test
  void shouldApplyProductionsByAJobOfTheDocuments() {
    Manifest job = Chart.of("minimal", "Job");
    assertThat(job.containers().getFirst().path("args").toString())
        .startsWith("[\"apply\",\"-f\",\"/etc/hie/productions\"");
    assertThat(Chart.of("minimal", "ConfigMap").at("/data").has("royal-adt.yaml")).isTrue();
    String other = "productions.royal-adt\\.yaml";
    assertThat(Chart.one(Chart.render("minimal", Map.of(other, "name: Other")), "Job").name())
        .startsWith("hie-productions-")
        .isNotEqualTo(job.name());
    assertThat(kinds(Chart.of("three-region"))).doesNotContain("Job");
  }

  @Test
  void shouldHaveWhatSeveralNodesNeedIfThereAreSeveral() {
    Set<String> forSeveral = Set.of("Role", "RoleBinding", "PodDisruptionBudget");
    assertThat(kinds(Chart.of("three-region"))).containsAll(forSeveral);
    assertThat(kinds(Chart.of("production"))).containsAll(forSeveral);
    assertThat(kinds(Chart.of("minimal"))).doesNotContainAnyElementsOf(forSeveral);
  }

  @Test
  void shouldTellWhatKubernetesWouldRefuse() {
    assertThat(problems(withPort("2575"))).singleElement().asString().contains("integer expected");
    Manifest typo = copy(Chart.of("minimal", "StatefulSet"));
    ((ObjectNode) typo.podSpec()).put("serviceAcountName", "hie");
    assertThat(problems(List.of(typo))).singleElement().asString().contains("serviceAcountName");
    Manifest nameless = copy(Chart.of("minimal", "StatefulSet"));
    ((ObjectNode) nameless.containers().getFirst()).remove("name");
    assertThat(problems(List.of(nameless))).singleElement().asString().contains("'name'");
    Manifest memory = copy(Chart.of("minimal", "StatefulSet"));
    ((ObjectNode) memory.containers().getFirst().at("/resources/limits")).put("memory", "2 GB");
    assertThat(problems(List.of(memory))).singleElement().asString().contains("memory");
  }

  private static List<Manifest> withPort(String port) {
    Manifest wrong = copy(Chart.of("minimal", "StatefulSet"));
    ((ObjectNode) wrong.containers().getFirst().at("/ports/0")).put("containerPort", port);
    return List.of(wrong);
  }

  @ParameterizedTest
  @FieldSource("EXAMPLES")
  void shouldTellHowToGoOn(String example) {
    assertThat(Chart.notes(example))
        .contains("kubectl -n health rollout status statefulset/hie")
        .contains("Messages for mllp go to hie-mllp.health:2575")
        .contains("hie status");
  }

  @Test
  void shouldScaleOnTheQueuesOfNodesByEitherWay() {
    Manifest hpa = Chart.of("production", "HorizontalPodAutoscaler");
    assertThat(hpa.at("/spec/metrics/0/pods/target/averageValue").asText()).isEqualTo("2000");
    assertThat(hpa.at("/spec/maxReplicas").asInt()).isEqualTo(6);
    Manifest scaled = Chart.of("production", "StatefulSet");
    assertThat(scaled.at("/spec/replicas").isMissingNode()).isTrue();

    Manifest keda =
        Chart.one(
            Chart.render(
                "production",
                Map.of(
                    "autoscaling.provider", "keda",
                    "autoscaling.prometheusAddress", "http://prometheus.monitoring:9090")),
            "ScaledObject");
    assertThat(keda.at("/spec/triggers/0/metadata/query").asText())
        .isEqualTo("sum(hie_item_queue_messages{namespace=\"health\",pod=~\"hie-[0-9]+\"})");
    assertThat(keda.at("/spec/triggers/0/metadata/threshold").asText()).isEqualTo("2000");
    assertThat(keda.at("/spec/scaleTargetRef/name").asText()).isEqualTo(scaled.name());
  }

  private static List<String> problems(List<Manifest> manifests) {
    return manifests.stream()
        .filter(ChartTest::isOfKubernetes)
        .flatMap(each -> KubernetesSchemas.problems(each).stream().map(why -> each + ": " + why))
        .toList();
  }

  private static boolean isOfKubernetes(Manifest manifest) {
    boolean added = manifest.kind().equals("PodMonitor") || manifest.kind().equals("ScaledObject");
    assertThat(KubernetesSchemas.has(manifest)).as("a schema for " + manifest).isNotEqualTo(added);
    return !added;
  }

  private static Set<String> kinds(List<Manifest> manifests) {
    return manifests.stream().map(Manifest::kind).collect(Collectors.toSet());
  }

  private static Manifest copy(Manifest manifest) {
    return new Manifest(manifest.tree().<JsonNode>deepCopy());
  }
}
