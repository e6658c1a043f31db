package io.hie.sharding.seal;

import io.hie.sharding.seal.WorkspaceKeys.WorkspaceKey;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A store of keys and a workspace's keys in memory, which can be made to fail and to answer late.
 */
public final class MemoryKeys implements KeyStore, WorkspaceKeys {
  public final Map<String, byte[]> stored = new ConcurrentHashMap<>();
  public final TreeMap<Integer, byte[]> versions = new TreeMap<>();

  /** What every call fails with, if anything. */
  public volatile @Nullable RuntimeException failure;

  /** Where answers are given; null for at once, within the call. */
  public volatile @Nullable Executor executor;

  public MemoryKeys() {
    byte[] first = new byte[32];
    Arrays.fill(first, (byte) 7);
    versions.put(1, first);
  }

  @Override
  public CompletionStage<Optional<byte[]>> find(String entityId, String keyId) {
    return answer(Optional.ofNullable(stored.get(entityId + "#" + keyId)));
  }

  @Override
  public CompletionStage<Void> put(String entityId, String keyId, byte[] value) {
    if (failure == null) {
      stored.put(entityId + "#" + keyId, value);
    }
    return answer(null);
  }

  private <T extends @Nullable Object> CompletionStage<T> answer(T value) {
    RuntimeException fails = failure;
    if (fails != null) {
      return CompletableFuture.failedFuture(fails);
    }
    Executor later = executor;
    return later == null
        ? CompletableFuture.completedFuture(value)
        : CompletableFuture.supplyAsync(() -> value, later);
  }

  @Override
  public WorkspaceKey newest(String workspace) {
    if (versions.isEmpty()) {
      throw new KeyUnavailableException("the file of " + workspace + " is not there");
    }
    return version(workspace, versions.lastKey());
  }

  @Override
  public WorkspaceKey version(String workspace, int version) {
    byte[] key = versions.get(version);
    if (key == null) {
      throw new KeyUnavailableException("the file " + workspace + "." + version + " is not there");
    }
    return new WorkspaceKey(version, new SecretKeySpec(key, "AES"), "memory");
  }
}
