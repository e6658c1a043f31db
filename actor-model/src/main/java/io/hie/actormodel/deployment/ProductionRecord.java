package io.hie.actormodel.deployment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the events of one production add up to. Immutable.
 *
 * @param revision how many events there are, which numbers the last of them
 * @param document that of the version that runs, as written; null if none ever was applied
 * @param pending a version that was begun and neither applied nor undone
 * @param lastVersion the highest number that was given
 * @param versions those that were applied, oldest first, the last {@link #MOST_VERSIONS} of them;
 *     the last is what runs
 * @param desired items that are not to be running
 * @param fileDigest of the last document that was given as a file; null if none was
 * @param undone the last version that was undone, if none was applied since
 */
public record ProductionRecord(
    String workspace,
    String project,
    long revision,
    @Nullable String document,
    @Nullable Pending pending,
    long lastVersion,
    List<Version> versions,
    Map<String, Desired> desired,
    @Nullable String fileDigest,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Undone undone) {

  /** Older ones are in the log, and not listed. */
  public static final int MOST_VERSIONS = 1_000;

  /**
   * A version that was applied.
   *
   * @param revision the event that holds its document
   * @param digest SHA-256 of its document in hex
   */
  public record Version(
      long number,
      long revision,
      Origin origin,
      @Nullable Long rollbackTo,
      String digest,
      Instant at,
      String who,
      String comment) {}

  /**
   * A version that is being put into effect.
   *
   * @param node by which node; null if there is one only
   */
  public record Pending(
      Version version,
      String document,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String node) {
    /** Without the document, which may hold secrets. */
    @Override
    public String toString() {
      return "Pending[" + version + "]";
    }
  }

  /** A version that was begun and undone, so that all is as it was before it. */
  public record Undone(long version, Instant at, String reason) {}

  public ProductionRecord {
    versions = List.copyOf(versions);
    desired = Map.copyOf(desired);
  }

  /** A production of which nothing is known. */
  public static ProductionRecord none(String workspace, String project) {
    return new ProductionRecord(
        workspace, project, 0, null, null, 0, List.of(), Map.of(), null, null);
  }

  /** The version that runs; null if none ever was applied. */
  public @Nullable Version current() {
    return versions.isEmpty() ? null : versions.getLast();
  }

  /** The number of the version that runs; 0 if none ever was applied. */
  public long version() {
    return versions.isEmpty() ? 0 : versions.getLast().number();
  }

  /** The version of this number, if it was applied and is listed. */
  public @Nullable Version version(long number) {
    for (Version each : versions) {
      if (each.number() == number) {
        return each;
      }
    }
    return null;
  }

  /** How an item is to be. */
  public Desired desired(String item) {
    return desired.getOrDefault(item, Desired.RUNNING);
  }

  /** SHA-256 of a document in hex. */
  public static String digest(String document) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(document.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** With one more event. An end of a change that is not under way changes nothing. */
  public ProductionRecord apply(ProductionEvent event) {
    return switch (event) {
      case ProductionEvent.ChangeBegun begun -> begun(begun);
      case ProductionEvent.ChangeApplied applied -> applied(applied);
      case ProductionEvent.ChangeUndone undone ->
          with(
              document,
              isPending(undone.version()) ? null : pending,
              versions,
              desired,
              fileDigest,
              isPending(undone.version())
                  ? new Undone(undone.version(), undone.at(), undone.reason())
                  : this.undone);
      case ProductionEvent.DesiredChanged changed -> {
        Map<String, Desired> now = new HashMap<>(desired);
        changed
            .items()
            .forEach(
                (item, wanted) -> {
                  if (wanted == Desired.RUNNING) {
                    now.remove(item);
                  } else {
                    now.put(item, wanted);
                  }
                });
        yield with(document, pending, versions, now, fileDigest, undone);
      }
    };
  }

  private ProductionRecord begun(ProductionEvent.ChangeBegun begun) {
    Version version =
        new Version(
            begun.version(),
            revision + 1,
            begun.origin(),
            begun.rollbackTo(),
            digest(begun.document()),
            begun.at(),
            begun.who(),
            begun.comment());
    return new ProductionRecord(
        workspace,
        project,
        revision + 1,
        document,
        new Pending(version, begun.document(), begun.node()),
        begun.version(),
        versions,
        desired,
        fileDigest,
        undone);
  }

  private ProductionRecord applied(ProductionEvent.ChangeApplied applied) {
    Pending done = pending;
    if (done == null || done.version().number() != applied.version()) {
      return with(document, pending, versions, desired, fileDigest, undone);
    }
    List<Version> all = new ArrayList<>(versions);
    all.add(done.version());
    return with(
        done.document(),
        null,
        all.size() > MOST_VERSIONS ? all.subList(all.size() - MOST_VERSIONS, all.size()) : all,
        desired,
        done.version().origin() == Origin.FILE ? done.version().digest() : fileDigest,
        null);
  }

  private boolean isPending(long version) {
    return pending != null && pending.version().number() == version;
  }

  private ProductionRecord with(
      @Nullable String document,
      @Nullable Pending pending,
      List<Version> versions,
      Map<String, Desired> desired,
      @Nullable String fileDigest,
      @Nullable Undone undone) {
    return new ProductionRecord(
        workspace,
        project,
        revision + 1,
        document,
        pending,
        lastVersion,
        versions,
        desired,
        fileDigest,
        undone);
  }

  /** Without documents, which may hold secrets. */
  @Override
  public String toString() {
    return "ProductionRecord[" + workspace + "/" + project + ", version " + version() + "]";
  }
}
