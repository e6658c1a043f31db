package io.hie.clusternode.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import io.hie.clusternode.NodeSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From what a user sets to the settings of the actor system. */
class FormingTest {
  private static final String LOOKUP =
      "pekko.management.cluster.bootstrap.contact-point-discovery.";

  private static Config config(Map<String, String> settings) {
    return new NodeSettings(Path.of("unused"), "127.0.0.1", 0, settings).config();
  }

  private static Forming of(Map<String, String> settings, @Nullable String join) throws Exception {
    return Forming.of(config(settings), join);
  }

  private static Map<String, String> with(String way, String... pairs) {
    Map<String, String> settings = new HashMap<>();
    settings.put("hie.cluster.form-by", way);
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put("hie.cluster." + pairs[i], pairs[i + 1]);
    }
    return settings;
  }

  /** As the actor system has them. */
  private static Config applied(Map<String, String> settings) throws Exception {
    Forming forming = of(settings, null);
    assertThat(forming).isInstanceOf(Forming.Gather.class);
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(((Forming.Gather) forming).gathering().settings());
    return config(all);
  }

  @Test
  void shouldFormAClusterAloneUnlessTold() throws Exception {
    assertThat(of(Map.of(), null)).isEqualTo(new Forming.Alone());
    assertThat(of(with("alone"), null)).isEqualTo(new Forming.Alone());
  }

  @Test
  void shouldJoinByTheOptionOrTheSetting() throws Exception {
    assertThat(of(Map.of(), "here:8080")).isEqualTo(new Forming.Join("here:8080"));
    assertThat(of(with("join", "join", "there:8080"), null))
        .isEqualTo(new Forming.Join("there:8080"));
    assertThat(of(with("join", "join", "there:8080"), "here:8080"))
        .isEqualTo(new Forming.Join("here:8080"));
  }

  @Test
  void shouldLookAtAListOfAllNodes() throws Exception {
    // when
    Config config =
        applied(
            with(
                "static",
                "contact-points",
                "node-1, NODE-2:7700,node-3",
                "management.host",
                "node-1"));
    // then
    assertThat(config.getString(LOOKUP + "discovery-method")).isEqualTo("config");
    assertThat(config.getConfigList("pekko.discovery.config.services.hie.endpoints"))
        .extracting(each -> each.getString("host") + ":" + each.getInt("port"))
        .containsExactly("node-1:7626", "node-2:7700", "node-3:7626");
    assertThat(config.getInt(LOOKUP + "required-contact-point-nr")).isEqualTo(3);
    assertThat(config.getBoolean(LOOKUP + "contact-with-all-contact-points")).isTrue();
    assertThat(
            config.getBoolean(
                "pekko.management.cluster.bootstrap.contact-point.filter-on-fallback-port"))
        .as("whether nodes of one machine are left out")
        .isFalse();
    assertThat(config.getString("pekko.management.http.hostname")).isEqualTo("node-1");
  }

  @Test
  void shouldLookUpAddressesOfANameInDns() throws Exception {
    Config config = applied(with("dns", "service", "hie.example.org"));
    assertThat(config.getString(LOOKUP + "discovery-method")).isEqualTo("pekko-dns");
    assertThat(config.getString(LOOKUP + "effective-name")).isEqualTo("hie.example.org");
    assertThat(config.getString(LOOKUP + "port-name")).isEmpty();
    assertThat(config.getInt(LOOKUP + "required-contact-point-nr")).isEqualTo(2);
  }

  @Test
  void shouldLookUpServiceRecordsOfANameThatBeginsAsTheirsDo() throws Exception {
    Config config = applied(with("dns", "service", "_management._tcp.hie.example.org"));
    assertThat(config.getString(LOOKUP + "effective-name")).isEqualTo("hie.example.org");
    assertThat(config.getString(LOOKUP + "port-name")).isEqualTo("management");
    assertThat(config.getString(LOOKUP + "protocol")).isEqualTo("tcp");
  }

  @Test
  void shouldLookForPodsByTheirLabels() throws Exception {
    Config config =
        applied(
            with(
                "kubernetes",
                "kubernetes.namespace",
                "royal",
                "kubernetes.selector",
                "app=hie,tier=100%",
                "required-contact-points",
                "3"));
    assertThat(config.getString(LOOKUP + "discovery-method")).isEqualTo("kubernetes-api");
    String selector = config.getString("pekko.discovery.kubernetes-api.pod-label-selector");
    assertThat(selector.formatted(config.getString(LOOKUP + "effective-name")))
        .isEqualTo("app=hie,tier=100%");
    assertThat(config.getString("pekko.discovery.kubernetes-api.pod-namespace")).isEqualTo("royal");
    assertThat(config.getString(LOOKUP + "port-name")).isEqualTo("management");
    assertThat(config.getInt(LOOKUP + "required-contact-point-nr")).isEqualTo(3);
  }

  @Test
  void shouldListenOnLoopbackUnlessTold() throws Exception {
    Config config = applied(with("dns", "service", "hie"));
    assertThat(config.getString("pekko.management.http.hostname")).isEqualTo("127.0.0.1");
    assertThat(config.getInt("pekko.management.http.port")).isEqualTo(7626);
    assertThat(config.getString("pekko.management.http.routes.health-checks")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kubernets | x | x | HIE_CLUSTER_FORM_BY (hie.cluster.form-by) is \"kubernets\"",
        "kubernets | x | x | did you mean \"kubernetes\"",
        "join | x | x | HIE_CLUSTER_JOIN (hie.cluster.join) is not set",
        "static | x | x | HIE_CLUSTER_CONTACT_POINTS (hie.cluster.contact-points) is not set",
        "static | contact-points | a:1:2 | has \"a:1:2\", which is no HOST or HOST:PORT",
        "static | contact-points | 127.0.0.1:70000 | has \"127.0.0.1:70000\"",
        "static | contact-points | 127.0.0.1,127.0.0.1:7626 | has 127.0.0.1:7626 twice",
        "static | contact-points | 127.0.0.1:7627 | this node, 127.0.0.1:7626, is not in it",
        "dns | x | x | HIE_CLUSTER_SERVICE (hie.cluster.service) is not set",
        "dns | management.port | 70000 | is \"70000\"; it can be 1 to 65535, the nearest is 65535",
        "dns | form-timeout | 1s | HIE_CLUSTER_FORM_TIMEOUT (hie.cluster.form-timeout) is 1000 ms",
        "dns | form-timeout | soon | hie.cluster.form-timeout",
        "kubernetes | required-contact-points | 0 | is \"0\"; it can be 1 to 100, the nearest is 1",
        "kubernetes | required-contact-points | all | is \"all\"; it can be 1 to 100",
        "kubernetes | kubernetes.selector | '' | HIE_CLUSTER_KUBERNETES_SELECTOR",
      })
  void shouldSayWhatIsWrongAndHowToMendIt(String way, String key, String value, String said) {
    assertThatThrownBy(() -> of(with(way, key, value), null))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining(said);
  }

  @Test
  void shouldTakeAllOfAList() {
    Map<String, String> two =
        with("static", "contact-points", "127.0.0.1,b,c", "required-contact-points", "2");
    assertThatThrownBy(() -> of(two, null))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining("is 2, and HIE_CLUSTER_CONTACT_POINTS names 3");
  }

  @Test
  void shouldNotTakeTwoWaysAtOnce() {
    assertThatThrownBy(() -> of(with("dns", "service", "hie"), "here:8080"))
        .isInstanceOf(FormationException.class)
        .hasMessageContaining("two ways into a cluster");
  }
}
