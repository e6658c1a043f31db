package io.hie.clusternode.demo;

import io.hie.actormodel.history.HistoryEvent;
import io.hie.actormodel.key.NhsNumber;
import io.hie.actormodel.production.Production;
import io.hie.clusternode.Node;
import io.hie.sharding.key.ShardingKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.stream.javadsl.Sink;

/** What is to be seen of the demo: what was sent, and how far it came. */
record Scene(
    Node node,
    Production production,
    List<List<Journeys.Message>> journeys,
    Sender sender,
    Receiver epr,
    Path archive) {

  /** Only ADT goes to the archive; the rules of the example production say so. */
  private static boolean isArchived(Journeys.Message message) {
    return message.type().startsWith("ADT");
  }

  private List<Journeys.Message> all() {
    return journeys.stream().flatMap(List::stream).toList();
  }

  private int toArchive() {
    return (int) all().stream().filter(Scene::isArchived).count();
  }

  boolean allArrived() throws IOException {
    return epr.count() >= all().size() && archived().size() >= toArchive();
  }

  String progress() throws IOException {
    return String.format(
        "%d of %d sent, %d acknowledged, %d at the EPR, %d in the archive",
        sender.sent(), all().size(), sender.acknowledged(), epr.count(), archived().size());
  }

  private List<Path> archived() throws IOException {
    if (Files.notExists(archive)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        archive,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".hl7")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE; // it had a name of its own only while it was written
          }
        });
    return found;
  }

  /** How many of one type got how far. */
  static final class Row {
    int sent;
    int acknowledged;
    int persisted;
    int delivered;
    int archived;
    int toArchive;
  }

  /**
   * The end of the demo.
   *
   * @param rows by message type
   * @param inOrder whether the EPR got each patient's messages in the order in which they were sent
   */
  record Result(Map<String, Row> rows, boolean inOrder) {
    boolean complete() {
      return inOrder
          && rows.values().stream()
              .allMatch(
                  row ->
                      row.sent == row.acknowledged
                          && row.sent == row.persisted
                          && row.sent == row.delivered
                          && row.toArchive == row.archived);
    }

    void print(PrintWriter out) {
      out.printf(
          "%n  %-10s %8s %14s %11s %15s %17s%n",
          "TYPE", "SENT", "ACKNOWLEDGED", "PERSISTED", "AT THE EPR", "IN THE ARCHIVE");
      rows.forEach(
          (type, row) ->
              out.printf(
                  "  %-10s %8d %14d %11d %15d %10d of %3d%n",
                  type,
                  row.sent,
                  row.acknowledged,
                  row.persisted,
                  row.delivered,
                  row.archived,
                  row.toArchive));
      out.printf(
          "  Each patient's messages reached the EPR %s.%n%n",
          inOrder ? "in order" : "OUT OF ORDER");
    }
  }

  /** Compares what was sent with what came, byte for byte. */
  Result result() throws IOException {
    List<byte[]> delivered = epr.received();
    Map<String, byte[]> atEpr = new HashMap<>();
    delivered.forEach(message -> atEpr.put(Mllp.field(message, "MSH", 10), message));
    Map<String, byte[]> inArchive = new HashMap<>();
    for (Path file : archived()) {
      byte[] message = Files.readAllBytes(file);
      inArchive.put(Mllp.field(message, "MSH", 10), message);
    }
    Map<String, Row> rows = new TreeMap<>();
    for (List<Journeys.Message> journey : journeys) {
      Set<String> persisted = persisted(journey.getFirst().nhsNumber());
      for (Journeys.Message message : journey) {
        Row row = rows.computeIfAbsent(message.type(), type -> new Row());
        row.sent++;
        row.acknowledged += sender.acknowledged(message.controlId()) ? 1 : 0;
        row.persisted += persisted.contains(message.controlId()) ? 1 : 0;
        row.delivered += Arrays.equals(message.bytes(), atEpr.get(message.controlId())) ? 1 : 0;
        row.toArchive += isArchived(message) ? 1 : 0;
        row.archived += Arrays.equals(message.bytes(), inArchive.get(message.controlId())) ? 1 : 0;
      }
    }
    return new Result(rows, inOrder(delivered));
  }

  private Set<String> persisted(String nhsNumber) {
    ShardingKey key =
        ShardingKey.patient(
            production.workspace().id(),
            production.name(),
            NhsNumber.parse(nhsNumber).orElseThrow());
    return new HashSet<>(
        node.histories()
            .events(node.histories().idOf(key), 1)
            .filter(entry -> entry.event() instanceof HistoryEvent.Accepted)
            .map(entry -> String.valueOf(((HistoryEvent.Accepted) entry.event()).controlId()))
            .runWith(Sink.seq(), node.system())
            .toCompletableFuture()
            .join());
  }

  private boolean inOrder(List<byte[]> delivered) {
    Map<String, Integer> place = new HashMap<>();
    for (int i = 0; i < delivered.size(); i++) {
      place.putIfAbsent(Mllp.field(delivered.get(i), "MSH", 10), i);
    }
    for (List<Journeys.Message> journey : journeys) {
      int last = -1;
      for (Journeys.Message message : journey) {
        Integer at = place.get(message.controlId());
        if (at == null || at < last) {
          return false;
        }
        last = at;
      }
    }
    return true;
  }
}
