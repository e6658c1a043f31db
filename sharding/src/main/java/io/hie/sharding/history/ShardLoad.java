package io.hie.sharding.history;

/**
 * What the histories of a shard do on a node.
 *
 * @param messages how many messages it has taken in since the node started: accepted, replayed or
 *     sent again
 * @param perSecond of them, over the last minute; less than a minute counts as one, so that the
 *     figures of the nodes that a shard was on add up
 * @param awake histories that are in memory
 * @param openMessages messages that are not finished, of histories that are awake, as all with open
 *     messages are
 * @param openLegs what is still to be done with them, by item
 * @param oldestOpenMillis how long ago the oldest open message came; 0 if none is open
 */
public record ShardLoad(
    int shard,
    long messages,
    double perSecond,
    int awake,
    int openMessages,
    int openLegs,
    long oldestOpenMillis) {}
