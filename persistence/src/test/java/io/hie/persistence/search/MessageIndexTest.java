package io.hie.persistence.search;

import static io.hie.persistence.search.ScriptedLog.AT;
import static io.hie.persistence.search.ScriptedLog.accepted;
import static io.hie.persistence.search.ScriptedLog.delivered;
import static io.hie.persistence.search.ScriptedLog.failed;
import static io.hie.persistence.search.ScriptedLog.handled;
import static io.hie.persistence.search.ScriptedLog.history;
import static io.hie.persistence.search.ScriptedLog.parked;
import static io.hie.persistence.search.ScriptedLog.resubmitted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.history.search.FoundMessage;
import io.hie.actormodel.history.search.LegState;
import io.hie.actormodel.history.search.MessageQuery;
import io.hie.actormodel.history.search.MessageSearch;
import io.hie.actormodel.item.LegId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The index on H2; {@link MessageIndexPostgresTest} is the same on PostgreSQL. */
class MessageIndexTest {
  private static final Set<Integer> ALL = Set.of(0, 1, 2);
  private static final Clock NOW = Clock.fixed(AT.plus(Duration.ofHours(1)), ZoneOffset.UTC);

  private final ScriptedLog log = new ScriptedLog();
  private final List<AutoCloseable> open = new ArrayList<>();
  private Map<String, Object> jdbc = Map.of();

  /** A database that nobody else has. */
  Map<String, Object> database() throws SQLException {
    return Map.of(
        "hie.search.jdbc.url", "jdbc:h2:mem:search-" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
  }

  @BeforeEach
  void makeDatabase() throws SQLException {
    jdbc = database();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private MessageIndex index(int atOnce, Set<Integer> owned, String... more) {
    Map<String, Object> settings = new HashMap<>(jdbc);
    settings.put("hie.search.look-interval", "10ms");
    settings.put("hie.search.share", "1");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    Config config = ConfigFactory.parseMap(settings).withFallback(ConfigFactory.load());
    MessageIndex index = MessageIndex.start(config, () -> log.feed(atOnce, owned), NOW);
    open.add(index);
    return index;
  }

  private static void awaitAll(MessageIndex index, int partitions) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              List<MessageSearch.Progress> progress = get(index.progress());
              return progress.size() == partitions
                  && progress.stream().allMatch(each -> each.behind() == 0 && !each.rebuilding());
            });
  }

  private static <T> T get(java.util.concurrent.CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static List<String> ids(List<FoundMessage> found) {
    return found.stream().map(FoundMessage::messageId).toList();
  }

  private static List<String> find(MessageIndex index, MessageQuery query) {
    return ids(get(index.find(query)).messages());
  }

  private static MessageQuery with(String item, LegState state) {
    return new MessageQuery(
        "royal", null, null, null, null, item, null, state, null, null, null, 10, null);
  }

  @Test
  void shouldFollowAMessageToItsEndThoughItsEventsComeApart() {
    // given a message that is routed to two, of which one refuses it, and somebody sends it again
    String history = history("royal", 1, 0);
    log.add(history, accepted(1, AT, "m1", "ADT_A01", "PAS|RHX", "Router"))
        .add(history, handled("1:0", "Router", "EPR_Out", "Archive"))
        .add(history, failed("1:0.0", "EPR_Out"))
        .add(history, delivered("1:0.1", "Archive"))
        .add(history, parked("1:0.0", "EPR_Out"));
    MessageIndex index = index(1, ALL);
    awaitAll(index, 1);
    // then it is found by where it stands
    FoundMessage found =
        get(index.find(with("EPR_Out", LegState.DEAD_LETTERED))).messages().getFirst();
    assertThat(found.status()).isEqualTo(LegState.DEAD_LETTERED);
    assertThat(found.history()).isEqualTo(history);
    assertThat(found.controlId()).isEqualTo("C-m1");
    assertThat(found.sender()).isEqualTo("PAS|RHX");
    assertThat(found.legs())
        .extracting(leg -> leg.item() + " " + leg.state())
        .containsExactly("Router HANDLED", "EPR_Out DEAD_LETTERED", "Archive DELIVERED");
    assertThat(find(index, with("Archive", LegState.DEAD_LETTERED))).isEmpty();
    // when it is sent once more, and arrives
    log.add(history, resubmitted(2, "m2", "1:0.0", "EPR_Out"))
        .add(history, delivered("2:0", "EPR_Out"));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> find(index, with("EPR_Out", LegState.DELIVERED)).equals(List.of("m2")));
    // then the first is no dead letter any more
    assertThat(find(index, with(null, LegState.DEAD_LETTERED))).isEmpty();
    assertThat(find(index, with("EPR_Out", LegState.SENT_AGAIN))).containsExactly("m1");
  }

  @Test
  void shouldKeepNothingOfASenderThatIsNotHl7() {
    String history = history("royal", 1, 0);
    HistoryEvent.Accepted file = accepted(1, AT, "m1", "", "a name of a file", "Archive");
    log.add(
        history,
        new HistoryEvent.Accepted(
            1,
            AT,
            ScriptedLog.header("m1", "application/octet-stream"),
            "",
            "",
            file.body(),
            file.sender(),
            "a name of a file",
            file.fingerprint(),
            file.targets()));
    MessageIndex index = index(10, ALL);
    awaitAll(index, 1);
    FoundMessage found = get(index.find(MessageQuery.all("royal", 1))).messages().getFirst();
    assertThat(found.sender()).isEmpty();
    assertThat(found.controlId()).isNull();
  }

  @Test
  void shouldAnswerAsAPlainFilterOverAllMessagesWould() {
    // given messages of two workspaces, at random
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> types = List.of("ADT_A01", "ADT_A03", "ORU_R01");
    List<String> senders = List.of("PAS|RHX", "LAB|RHX", "pas|other");
    Map<String, Integer> messages = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      String history =
          history(random.nextInt(4) == 0 ? "other" : "royal", random.nextInt(20), i % 3);
      int number = messages.merge(history, 1, Integer::sum);
      String id = "m" + i;
      log.add(
          history,
          accepted(
              number,
              AT.plusMillis(random.nextInt(300)),
              id,
              types.get(random.nextInt(3)),
              senders.get(random.nextInt(3)),
              "Router"));
      if (random.nextBoolean()) {
        log.add(history, handled(number + ":0", "Router", "EPR_Out"));
        if (random.nextBoolean()) {
          log.add(
              history,
              random.nextBoolean()
                  ? delivered(number + ":0.0", "EPR_Out")
                  : parked(number + ":0.0", "EPR_Out"));
        }
      }
    }
    MessageIndex index = index(7, ALL);
    awaitAll(index, 3);
    List<FoundMessage> all = pages(index, MessageQuery.all("royal", 13));
    assertThat(all).hasSizeBetween(200, 400);
    assertThat(new HashSet<>(ids(all))).as("none twice").hasSize(all.size());
    assertThat(all)
        .as("newest first")
        .isSortedAccordingTo(Comparator.comparing(FoundMessage::at).reversed());
    // when they are looked for in many ways
    for (int i = 0; i < 60; i++) {
      FoundMessage one = all.get(random.nextInt(all.size()));
      MessageQuery query =
          new MessageQuery(
              "royal",
              random.nextInt(4) == 0 ? "ADT" : null,
              random.nextInt(6) == 0 ? one.messageId() + ".0.1" : null,
              random.nextInt(6) == 0 ? one.controlId() : null,
              random.nextInt(3) == 0
                  ? one.history().substring(one.history().lastIndexOf('/') + 1)
                  : null,
              random.nextInt(3) == 0 ? "EPR_Out" : null,
              random.nextInt(3) == 0 ? (random.nextBoolean() ? "ADT_*" : one.type()) : null,
              random.nextInt(3) == 0 ? one.status() : null,
              random.nextInt(3) == 0 ? AT.plusMillis(random.nextInt(150)) : null,
              random.nextInt(3) == 0 ? AT.plusMillis(150 + random.nextInt(150)) : null,
              random.nextInt(3) == 0 ? "rhx" : null,
              1 + random.nextInt(20),
              null);
      // then it is what a filter gives
      assertThat(ids(pages(index, query)))
          .as("%s, seed %d", query, seed)
          .containsExactlyElementsOf(ids(all.stream().filter(each -> fits(query, each)).toList()));
    }
  }

  private static List<FoundMessage> pages(MessageIndex index, MessageQuery query) {
    List<FoundMessage> all = new ArrayList<>();
    MessageQuery next = query;
    while (true) {
      MessageSearch.Page page = get(index.find(next));
      assertThat(page.messages().size()).isLessThanOrEqualTo(query.limit());
      all.addAll(page.messages());
      if (page.next() == null) {
        return all;
      }
      next =
          new MessageQuery(
              query.workspace(),
              query.project(),
              query.messageId(),
              query.controlId(),
              query.history(),
              query.item(),
              query.type(),
              query.state(),
              query.from(),
              query.until(),
              query.text(),
              query.limit(),
              page.next());
    }
  }

  private static boolean fits(MessageQuery query, FoundMessage found) {
    String type = query.type();
    return (query.messageId() == null || query.messageId().equals(found.messageId() + ".0.1"))
        && (query.controlId() == null || query.controlId().equals(found.controlId()))
        && (query.history() == null || found.history().endsWith("/" + query.history()))
        && (type == null
            || (type.equals("ADT_*") ? found.type().startsWith("ADT_") : type.equals(found.type())))
        && (query.from() == null || !found.at().isBefore(query.from()))
        && (query.until() == null || found.at().isBefore(query.until()))
        && (query.text() == null || found.sender().toLowerCase(Locale.ROOT).contains(query.text()))
        && ((query.item() == null && query.state() == null)
            || found.legs().stream()
                .anyMatch(
                    leg ->
                        (query.item() == null || leg.item().equals(query.item()))
                            && (query.state() == null || leg.state() == query.state())));
  }

  @Test
  void shouldNeitherLoseNorDoubleAMessageWhenTwoTakeInTheSamePartition() throws Exception {
    // given two nodes that both believe a partition is theirs
    String history = history("royal", 1, 0);
    MessageIndex one = index(3, ALL);
    MessageIndex two = index(2, ALL);
    int all = 300;
    for (int i = 1; i <= all; i++) {
      log.add(history, accepted(i, AT.plusMillis(i), "m" + i, "ADT_A01", "PAS|RHX", "EPR_Out"));
      log.add(history, delivered(i + ":0", "EPR_Out"));
    }
    awaitAll(one, 1);
    // then each message is there once, as it ended, and both tell the same
    assertThat(count("SELECT COUNT(*) FROM search_message")).isEqualTo(all);
    assertThat(ids(pages(one, with("EPR_Out", LegState.DELIVERED)))).hasSize(all);
    assertThat(ids(pages(two, MessageQuery.all("royal", 50))))
        .isEqualTo(ids(pages(one, MessageQuery.all("royal", 50))));
  }

  @Test
  void shouldMendWhatIsWrongByMakingItAgainAndBeSearchedMeanwhile() throws Exception {
    // given an index where a message is wrong and one is there that the log does not have
    String history = history("royal", 1, 0);
    for (int i = 1; i <= 50; i++) {
      log.add(history, accepted(i, AT.plusMillis(i), "m" + i, "ADT_A01", "PAS|RHX", "EPR_Out"));
    }
    log.add(history, delivered("7:0", "EPR_Out"));
    MessageIndex index = index(1, ALL);
    awaitAll(index, 1);
    count("UPDATE search_message SET shape = (SELECT MIN(shape) FROM search_message)", true);
    count("UPDATE search_message SET message = 4711, message_id = 'x' WHERE message = 50", true);
    assertThat(find(index, with(null, LegState.DELIVERED))).isEmpty();
    // when it is made again
    List<MessageSearch.Progress> progress = get(index.rebuild());
    assertThat(progress).anyMatch(MessageSearch.Progress::rebuilding);
    while (get(index.progress()).stream().anyMatch(MessageSearch.Progress::rebuilding)) {
      // then what was there can be found all the while
      assertThat(get(index.find(MessageQuery.all("royal", 60))).messages()).hasSizeBetween(50, 51);
    }
    assertThat(find(index, with(null, LegState.DELIVERED))).containsExactly("m7");
    assertThat(ids(pages(index, MessageQuery.all("royal", 60))))
        .hasSize(50)
        .contains("m50")
        .doesNotContain("x");
  }

  @Test
  void shouldForgetWhatIsOlderThanItsRetention() {
    // given an index whose retention is an hour, at the end of that hour
    String history = history("royal", 1, 0);
    log.add(history, accepted(1, AT.minusSeconds(1), "old", "ADT_A01", "PAS|RHX", "EPR_Out"))
        .add(history, accepted(2, AT.plusSeconds(1), "new", "ADT_A01", "PAS|RHX", "EPR_Out"))
        .add(history, delivered("1:0", "EPR_Out"));
    // then what is older is not taken in
    MessageIndex index = index(10, ALL, "hie.search.retention", "1h");
    awaitAll(index, 1);
    assertThat(ids(pages(index, MessageQuery.all("royal", 10)))).containsExactly("new");
    // and what was taken in by a longer one goes
    index.close();
    MessageIndex shorter = index(10, ALL, "hie.search.retention", "59m");
    log.add(history, accepted(3, AT.plusSeconds(90), "newer", "ADT_A01", "PAS|RHX", "EPR_Out"));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> ids(pages(shorter, MessageQuery.all("royal", 10))).equals(List.of("newer")));
  }

  @Test
  void shouldBeginAgainWhenTheLogIsAnotherOne() throws Exception {
    log.add(history("royal", 1, 0), accepted(1, AT, "m1", "ADT_A01", "PAS|RHX", "EPR_Out"));
    MessageIndex index = index(10, ALL);
    awaitAll(index, 1);
    index.close();
    count("UPDATE search_position SET log = 'another'", true);
    count("UPDATE search_message SET message_id = 'of another log', message = 99", true);
    MessageIndex again = index(10, ALL);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> ids(pages(again, MessageQuery.all("royal", 10))).equals(List.of("m1")));
  }

  @Test
  void shouldRefuseAPlaceThatNoPageGave() {
    log.add(history("royal", 1, 0), accepted(1, AT, "m1", "ADT_A01", "PAS|RHX", "EPR_Out"));
    MessageIndex index = index(10, ALL);
    awaitAll(index, 1);
    MessageQuery query =
        new MessageQuery(
            "royal", null, null, null, null, null, null, null, null, null, null, 1, "nonsense");
    assertThatThrownBy(() -> get(index.find(query)))
        .hasCauseInstanceOf(MessageSearch.RefusedException.class);
  }

  @Test
  void shouldGiveAMessageTheSamePlaceWhoeverMakesIt() {
    Row.Name name = Row.Name.of(history("royal", 1, 0), 1);
    assertThat(name.history()).isEqualTo(history("royal", 1, 0));
    Instant at = Instant.parse("2026-11-28T08:00:00.123Z");
    long place = Row.place(at, name);
    assertThat(place).isEqualTo(Row.place(at, name));
    assertThat(place).isBetween(Row.firstPlace(at), Row.firstPlace(at.plusMillis(1)) - 1);
    assertThat(LegId.parse("1:0").message()).isEqualTo(1);
  }

  private long count(String sql, boolean... update) throws SQLException {
    String user = String.valueOf(jdbc.getOrDefault("hie.search.jdbc.user", ""));
    try (Connection connection =
            DriverManager.getConnection(
                String.valueOf(jdbc.get("hie.search.jdbc.url")),
                user,
                "pretend-password".substring(user.isEmpty() ? 16 : 0));
        Statement statement = connection.createStatement()) {
      if (update.length > 0) {
        return statement.executeUpdate(sql);
      }
      try (ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
