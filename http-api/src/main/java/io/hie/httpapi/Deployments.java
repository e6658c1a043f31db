package io.hie.httpapi;

import io.hie.actormodel.deployment.Action;
import io.hie.actormodel.deployment.ChangePlan;
import io.hie.actormodel.deployment.ProductionRecord;
import io.hie.actormodel.item.ConnectionTest;
import io.hie.actormodel.production.Problem;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What can be done with the productions of a node. Safe from any thread; nothing blocks. */
public interface Deployments {

  /** How something ended. */
  sealed interface Result {}

  /**
   * What a document would do.
   *
   * @param version the version that runs; 0 if none does
   * @param warnings what its author should know
   */
  record Planned(ChangePlan change, long version, List<String> warnings) implements Result {}

  /**
   * It is done.
   *
   * @param version the version that runs now
   * @param change what was changed; null if that was no document
   */
  record Done(
      String workspace,
      String project,
      long version,
      @Nullable ChangePlan change,
      List<String> notes)
      implements Result {}

  /** What differs between the documents of two versions. */
  record Compared(long from, long to, ChangePlan change) implements Result {}

  /**
   * What a look at the outside of an item found.
   *
   * @param node which node looked
   */
  record Tested(String item, String node, ConnectionTest test) implements Result {}

  /** The document of a version, as written. */
  record Document(long version, String text) implements Result {}

  /** What is on record. */
  record Found(ProductionRecord record) implements Result {}

  /**
   * It was not done, and everything is as before unless the detail says otherwise.
   *
   * @param status of HTTP
   * @param type as in {@link Json#problem}
   * @param problems all that is wrong with a document, with places
   */
  record Refused(int status, String type, String title, String detail, List<Problem> problems)
      implements Result {}

  /**
   * Who wants something and why.
   *
   * @param expected the version that must be running for it to be done; null if any may
   */
  record Request(String who, String comment, @Nullable Long expected) {}

  /** Says what a document would do, and does nothing. */
  CompletionStage<Result> plan(String document);

  /** Puts a document into effect. */
  CompletionStage<Result> apply(String document, Request request);

  /**
   * Takes a production out of what runs, by a version without items. Its earlier versions stay, and
   * can be brought back.
   */
  CompletionStage<Result> remove(String workspace, String project, Request request);

  /** Looks from this node whether the outside of an item of what runs can be worked with. */
  CompletionStage<Result> testConnection(String workspace, String project, String item);

  /** What differs between the documents of two versions, by item. */
  CompletionStage<Result> compare(String workspace, String project, long from, long to);

  /** Puts the document of an earlier version into effect, as a new version. */
  CompletionStage<Result> rollback(String workspace, String project, long version, Request request);

  /**
   * Does something with items.
   *
   * @param items their names; all enabled ones if empty
   */
  CompletionStage<Result> operate(
      String workspace, String project, List<String> items, Action action, Request request);

  /** The items of productions of a workspace that name each secret, as project/item. */
  Map<String, List<String>> secretsInUse(String workspace);

  /** Why an item that uses a secret could not be built with this one; empty if all could. */
  String misfit(String workspace, String name, String value);

  /** A secret is another one now: restarts the items that use it; tells of each production. */
  CompletionStage<Map<String, Result>> secretChanged(
      String workspace, String name, Request request);

  /**
   * How much a workspace has.
   *
   * @param items of all its productions together, disabled ones too
   */
  record Extent(int projects, int items) {}

  /** How much a workspace has. */
  Extent extent(String workspace);

  /** The versions and what is wanted of the items. */
  CompletionStage<Result> record(String workspace, String project);

  /**
   * The document of a version, as written.
   *
   * @param version null for the one that runs
   */
  CompletionStage<Result> document(String workspace, String project, @Nullable Long version);
}
