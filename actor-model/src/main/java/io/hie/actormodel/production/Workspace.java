package io.hie.actormodel.production;

import org.jspecify.annotations.Nullable;

/** The tenant that a production belongs to: one word in the document, or an object. */
public record Workspace(
    @Setting(value = "id", doc = "The workspace's id.") String id,
    @Setting(value = "name", doc = "What people call it.") @Nullable String name,
    @Setting(value = "quota", doc = "What it may use.") @Nullable Quota quota) {

  /** What a workspace may use; null where there is no bound. */
  public record Quota(
      @Setting(value = "max_projects", doc = "How many productions it may have.", min = 0)
          @Nullable Integer maxProjects,
      @Setting(
              value = "max_items_per_project",
              doc = "How many items one production may have.",
              min = 0)
          @Nullable Integer maxItemsPerProject,
      @Setting(
              value = "max_messages_per_day",
              doc = "How many messages it may take in within a day.",
              min = 0)
          @Nullable Long maxMessagesPerDay) {}
}
