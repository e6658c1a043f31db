package io.hie.chaostests.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What faults are done to. Nodes, brokers and so on are counted from 0. A method returns when the
 * thing is done, not when the cluster has noticed. Used by one thread; {@link #close} by any.
 */
public interface Stage extends AutoCloseable {

  /** Where messages are taken, {@code host:port}. */
  List<String> targets();

  /** SIGKILL of a node. */
  void kill(int node);

  /** SIGTERM, and waits for the end. */
  void stop(int node);

  /** Starts a node that was killed or stopped; does not wait until it is ready. */
  void start(int node);

  /** SIGSTOP. */
  void freeze(int node);

  /** SIGCONT. */
  void thaw(int node);

  /** Nothing passes between this node and the others until {@link #heal}. */
  void cut(int node);

  /** Everything between this node and the others comes later by so much until {@link #heal}. */
  void slow(int node, Duration delay);

  /** Ends {@link #cut} and {@link #slow}; what was held back is passed on. */
  void heal(int node);

  /** SIGKILL of a broker. */
  void killBroker(int broker);

  /** Starts a broker on what it had, and waits until it serves. */
  void startBroker(int broker);

  /** SIGKILL of the database. */
  void killDatabase();

  /** Starts the database on what it had. */
  void startDatabase();

  /** Whether every part runs, takes messages and has its copies in step. */
  boolean isWhole();

  /** What is missing to be whole, for people. */
  String missing();

  /** What the nodes have printed; empty if that is not known here. */
  List<Path> logs();

  @Override
  void close();
}
