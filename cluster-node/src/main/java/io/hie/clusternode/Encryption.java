package io.hie.clusternode;

import io.hie.persistence.keys.WrappedKeys;
import io.hie.sharding.seal.DataKeys;
import io.hie.sharding.seal.KeyStore;
import io.hie.sharding.seal.KeyUnavailableException;
import io.hie.sharding.seal.SecretSeal;
import io.hie.sharding.seal.WorkspaceKeys.WorkspaceKey;
import io.hie.sharding.seal.WrappedDataKeys;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Puts the keys of histories together: wrapped ones in the store beside the journal, those of the
 * workspaces in files. A trace of each workspace's first key is in the store too, so that a node
 * whose files were lost or mixed up is stopped before it makes new ones.
 */
final class Encryption {
  private static final Executor WAITING = Executors.newVirtualThreadPerTaskExecutor();

  private final WrappedKeys store;
  private final WorkspaceKeyFiles files;

  private Encryption(WrappedKeys store, WorkspaceKeyFiles files) {
    this.store = store;
    this.files = files;
  }

  /**
   * The keys for a node.
   *
   * @param directory where the workspaces' keys are
   * @param mayMake whether a workspace's first key may be made there
   */
  static Encryption of(WrappedKeys store, Path directory, boolean mayMake) {
    return new Encryption(store, new WorkspaceKeyFiles(directory, mayMake));
  }

  DataKeys keys() {
    return new WrappedDataKeys(stored(store), files);
  }

  /** For secrets of workspaces. */
  SecretSeal secrets() {
    return new SecretSeal(files);
  }

  /**
   * Looks whether a workspace's key is there, or makes its first one, before anything of the
   * workspace runs here. Waits; not for an actor's thread.
   *
   * @throws KeyUnavailableException if a workspace's key is not there or not the right one
   */
  void prepare(String workspace) {
    check(store, files, workspace);
  }

  /** The same for whoever cannot wait. */
  CompletionStage<Void> prepareLater(String workspace) {
    return CompletableFuture.runAsync(() -> prepare(workspace), WAITING);
  }

  private static KeyStore stored(WrappedKeys store) {
    return new KeyStore() {
      @Override
      public CompletionStage<Optional<byte[]>> find(String entityId, String keyId) {
        return store.find(entityId + "#" + keyId);
      }

      @Override
      public CompletionStage<Void> put(String entityId, String keyId, byte[] value) {
        return store.put(entityId + "#" + keyId, value);
      }
    };
  }

  /** At the start of a node, when waiting is allowed. */
  private static void check(WrappedKeys store, WorkspaceKeyFiles files, String workspace) {
    String id = "workspace#" + workspace;
    Optional<byte[]> trace = store.find(id).toCompletableFuture().join();
    if (trace.isPresent() && !files.has(workspace)) {
      throw new KeyUnavailableException(
          files.file(workspace, 1)
              + " is not there, though what is stored of workspace "
              + workspace
              + " was encrypted with it; put it back from a backup. Nothing is erased: with the"
              + " file all can be read again");
    }
    files.newest(workspace);
    WorkspaceKey first = files.version(workspace, 1);
    if (trace.isEmpty()) {
      store.put(id, first.check()).toCompletableFuture().join();
    } else if (!Arrays.equals(trace.get(), first.check())) {
      throw new KeyUnavailableException(
          first.place()
              + " is not the key that what is stored of workspace "
              + workspace
              + " was encrypted with; put the right file back from a backup. Nothing is erased:"
              + " with the right file all can be read again");
    }
  }
}
