package io.hie.clusternode.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.Valid;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What must be the same, by itself and between actor systems. */
@Timeout(60)
class TermsTest {
  private static final Terms CLUSTER = Gathered.TERMS;

  /** The cluster's with one changed. */
  private static Terms with(String key, String value) {
    Map<String, String> all = new HashMap<>(CLUSTER.settings());
    all.put(Terms.PATH + key, value);
    return Terms.of(ConfigFactory.parseMap(all)).orElseThrow();
  }

  @Test
  void shouldBeReadAsTheyWereTold() {
    assertThat(Terms.of(ConfigFactory.parseMap(CLUSTER.settings()))).contains(CLUSTER);
    assertThat(Terms.of(ConfigFactory.empty())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version  | 0.3.0      | the cluster is version 0.1.0 and the node 0.3.0, which is more"
            + " than",
        "version  | 1.1.0      | more than one minor version away",
        "protocol | 2          | its nodes speak protocol 1 with each other, the node is version",
        "shards   | 32         | hie.history.shards is 16 in the cluster and 32 on the node",
        "journal  | jdbc       | HIE_JOURNAL is kafka in the cluster and jdbc on the node",
        "log      | other/hie  | the log (the Kafka cluster's id and the topic) is log/hie-events",
        "downing  | down-all   | HIE_SPLIT_BRAIN_STRATEGY is keep-majority in the cluster",
        "encryption | off      | HIE_ENCRYPTION is on in the cluster and off on the node",
        "password | 00         | HIE_ADMIN_PASSWORD of the node is another than the cluster's",
        "secrets  | royal=0012 | the secret of workspace royal is another than the cluster's",
      })
  void shouldRefuseWhatDiffersAndSayHowToMendIt(String key, String value, String said) {
    assertThat(Terms.differences(CLUSTER, with(key, value)))
        .singleElement()
        .asString()
        .contains(said);
  }

  @ParameterizedTest
  @CsvSource({
    "version,0.2.7",
    "version,0.0.1",
    "log,''",
    "password,''",
    "secrets,east=1",
    "node,x"
  })
  void shouldTakeWhatMayDiffer(String key, String value) {
    assertThat(Terms.differences(CLUSTER, with(key, value))).isEmpty();
  }

  @Test
  void shouldLeaveAnotherTraceOfAPasswordForEachLogAndNothingOfItself() {
    String trace = Terms.traceOf("password", "one");
    assertThat(trace)
        .isEqualTo(Terms.traceOf("password", "one"))
        .isNotEqualTo(Terms.traceOf("password", "two"))
        .isNotEqualTo(Terms.traceOf("passwort", "one"))
        .matches("[0-9a-f]{16}");
  }

  @Test
  void shouldTakePartInAnUpgradeFromAVersionThatTellsNoTerms() {
    TermsCheck check = new TermsCheck();
    assertThat(check.check(ConfigFactory.empty(), Gathered.config(Map.of(), CLUSTER)))
        .isEqualTo(Valid.getInstance());
    assertThat(check.check(ConfigFactory.empty(), ConfigFactory.parseMap(CLUSTER.settings())))
        .isEqualTo(Valid.getInstance());
  }

  private static ActorSystem<Void> system(Terms terms) {
    return ActorSystem.create(Behaviors.empty(), "hie", Gathered.config(Map.of(), terms));
  }

  @Test
  void shouldTellTheReasonOnTheNodeAndInTheLogOfTheCluster() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(TermsCheck.class);
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    logger.addAppender(said);
    ActorSystem<Void> first = system(CLUSTER);
    ActorSystem<Void> strange = system(with("log", "other/hie-events"));
    ActorSystem<Void> fitting = system(with("node", "127.0.0.1:8082"));
    try {
      Cluster cluster = Cluster.get(first);
      cluster.manager().tell(Join.create(cluster.selfMember().address()));
      Awaitility.await().until(() -> cluster.selfMember().status() == MemberStatus.up());
      // when a node of another cluster has got the address of this one
      Cluster.get(strange)
          .manager()
          .tell(new JoinSeedNodes(List.of(cluster.selfMember().address())));
      // then it ends, with the reason for its user
      strange.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
      Optional<String> why = TermsCheck.refusal(strange);
      assertThat(why).isPresent();
      assertThat(why.get())
          .startsWith("the cluster does not take this node: the log")
          .contains("other/hie-events on the node");
      // and the cluster goes on, with the reason in its log
      assertThat(said.list.stream().map(ILoggingEvent::getFormattedMessage).toList())
          .singleElement()
          .asString()
          .contains("The node with its API at 127.0.0.1:8080 was refused: the log");
      assertThat(Gathered.up(first)).hasSize(1);
      // and one that fits is taken
      Cluster.get(fitting)
          .manager()
          .tell(new JoinSeedNodes(List.of(cluster.selfMember().address())));
      Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> Gathered.up(first).size() == 2);
      assertThat(TermsCheck.refusal(fitting)).isEmpty();
    } finally {
      logger.detachAppender(said);
      List<ActorSystem<Void>> all = List.of(first, strange, fitting);
      all.forEach(ActorSystem::terminate);
      all.forEach(each -> each.getWhenTerminated().toCompletableFuture().join());
    }
  }
}
