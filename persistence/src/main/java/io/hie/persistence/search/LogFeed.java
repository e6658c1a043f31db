package io.hie.persistence.search;

import io.hie.actormodel.history.HistoryEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The log as the index reads it: the events of histories in the order of each partition, without
 * those that do not count. Used by one thread, which it may block.
 */
public interface LogFeed extends AutoCloseable {

  /**
   * An event.
   *
   * @param history its id: workspace/project/hash
   * @param number its place in the history
   */
  record Entry(String history, long number, HistoryEvent event) {}

  /**
   * What was read of a partition.
   *
   * @param next where to go on
   */
  record Part(long next, List<Entry> entries) {}

  /** What tells this log from another one. */
  String identity();

  /** The partitions that this node takes in now. */
  Set<Integer> owned();

  /** Where a partition ends, as far as this node has it. */
  long end(int partition);

  /**
   * Reads on.
   *
   * @param from the first place wanted, by partition
   * @return what was found, by partition; nothing for one that gave nothing this time
   */
  Map<Integer, Part> read(Map<Integer, Long> from);

  @Override
  void close();
}
