package io.hie.clusternode.deployment;

import io.hie.actormodel.deployment.Desired;
import io.hie.actormodel.deployment.Origin;
import io.hie.actormodel.deployment.ProductionEvent;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.deployment.ProductionStore;
import io.hie.actormodel.production.Production;
import io.hie.actormodel.production.ProductionReader;
import io.hie.actormodel.production.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a node runs when it starts: everything that is stored, and what it is given. A document that
 * is given wins over the stored one if it is not the one that was given last; else the stored one
 * runs, whatever became of it since. A change that a crash cut short is undone.
 *
 * @param productions to run, with what is wanted of their items
 * @param notes what the operator should know of the choice
 */
public record AtStart(List<Chosen> productions, List<String> notes) {

  /** A production to run. */
  public record Chosen(Production production, Map<String, Desired> desired) {}

  /** What is stored cannot be run; the text says why and what to do. */
  public static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  /**
   * Decides, and writes it down. Blocks; not for an actor's thread.
   *
   * @param given those that the operator gave
   * @throws UnreadableException if a stored document is no longer right here
   */
  public static AtStart decide(
      ProductionStore store, ProductionReader reader, List<Production> given, Clock clock) {
    List<String> notes = new ArrayList<>();
    List<Chosen> chosen = new ArrayList<>();
    for (ProductionRecord record : store.all().toCompletableFuture().join()) {
      ProductionRecord settled = settle(store, record, clock, notes);
      boolean isGiven = given.stream().anyMatch(each -> isOf(each, settled));
      if (!isGiven && settled.document() != null) {
        Production stored = read(reader, settled);
        chosen.add(new Chosen(stored, settled.desired()));
        notes.add(name(settled) + ": version " + settled.version() + ", as stored");
      }
    }
    for (Production production : given) {
      chosen.add(choose(store, reader, production, clock, notes));
    }
    return new AtStart(List.copyOf(chosen), List.copyOf(notes));
  }

  /**
   * Decides for a node that joins a cluster: what the cluster runs. Writes nothing. Blocks; not for
   * an actor's thread.
   *
   * @param given those that the operator gave, which the cluster must have been given before
   * @throws UnreadableException if a document cannot run here, or if one that is given is not the
   *     one that was given last
   */
  public static AtStart follow(
      ProductionStore store, ProductionReader reader, List<Production> given) {
    List<String> notes = new ArrayList<>();
    List<Chosen> chosen = new ArrayList<>();
    List<ProductionRecord> records = store.all().toCompletableFuture().join();
    for (Production production : given) {
      String digest = ProductionRecord.digest(production.document());
      if (records.stream()
          .noneMatch(each -> isOf(production, each) && digest.equals(each.fileDigest()))) {
        throw new UnreadableException(
            "the cluster does not run the document of "
                + production.workspace().id()
                + "/"
                + production.name()
                + " that is given; join without --production, and give it to all nodes with: hie"
                + " apply FILE");
      }
    }
    for (ProductionRecord record : records) {
      if (record.document() != null) {
        chosen.add(new Chosen(read(reader, record), record.desired()));
        notes.add(name(record) + ": version " + record.version() + ", as in the cluster");
      }
    }
    return new AtStart(List.copyOf(chosen), List.copyOf(notes));
  }

  private static boolean isOf(Production production, ProductionRecord record) {
    return production.workspace().id().equals(record.workspace())
        && production.name().equals(record.project());
  }

  private static ProductionRecord settle(
      ProductionStore store, ProductionRecord record, Clock clock, List<String> notes) {
    ProductionRecord.Pending pending = record.pending();
    if (pending == null) {
      return record;
    }
    long version = pending.version().number();
    notes.add(
        name(record)
            + ": version "
            + version
            + " was being applied when the node stopped, and is undone; "
            + (pending.version().origin() == Origin.ITEM_JAR
                ? "jars are those of the folder now"
                : "apply it again"));
    return append(
        store,
        record,
        new ProductionEvent.ChangeUndone(
            version, clock.instant(), "the node stopped while it was being applied"));
  }

  private static Chosen choose(
      ProductionStore store,
      ProductionReader reader,
      Production production,
      Clock clock,
      List<String> notes) {
    ProductionRecord record =
        store.find(production.workspace().id(), production.name()).toCompletableFuture().join();
    String digest = ProductionRecord.digest(production.document());
    if (digest.equals(record.fileDigest())) {
      boolean unchanged = Objects.equals(record.document(), production.document());
      Production stored = unchanged ? production : read(reader, record);
      notes.add(
          name(record)
              + ": version "
              + record.version()
              + ", as stored"
              + (unchanged
                  ? ""
                  : "; the file is the one given before, and was changed by apply or rollback"
                      + " since"));
      return new Chosen(stored, record.desired());
    }
    long version = record.lastVersion() + 1;
    boolean known = record.document() != null;
    ProductionRecord begun =
        append(
            store,
            record,
            new ProductionEvent.ChangeBegun(
                version,
                production.document(),
                Origin.FILE,
                null,
                clock.instant(),
                "hie up",
                "given with --production"));
    ProductionRecord applied =
        append(store, begun, new ProductionEvent.ChangeApplied(version, clock.instant()));
    notes.add(
        name(record)
            + ": version "
            + version
            + (known
                ? ", from the file, which differs from the one given last; version "
                    + record.version()
                    + " ran before"
                : ", from the file"));
    return new Chosen(production, applied.desired());
  }

  private static Production read(ProductionReader reader, ProductionRecord record) {
    String document = Objects.requireNonNull(record.document());
    return switch (reader.read(document.getBytes(StandardCharsets.UTF_8))) {
      case Verdict.Accepted accepted -> accepted.production();
      case Verdict.Refused refused ->
          throw new UnreadableException(
              "the stored document of "
                  + name(record)
                  + ", version "
                  + record.version()
                  + ", cannot run here: "
                  + refused.problems().getFirst()
                  + " (mend that, or give another document with --production)");
    };
  }

  private static ProductionRecord append(
      ProductionStore store, ProductionRecord record, ProductionEvent event) {
    return store.append(record, event).toCompletableFuture().join();
  }

  private static String name(ProductionRecord record) {
    return record.workspace() + "/" + record.project();
  }
}
