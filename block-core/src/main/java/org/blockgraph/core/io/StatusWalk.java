// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockRequest;
import org.blockgraph.api.BlockStatus;
import org.blockgraph.api.IoResult;
import org.blockgraph.api.info.MapExtent;
import org.blockgraph.api.rules.Io;
import org.blockgraph.api.rules.LockNeed;

/**
 * Resolves block status across a chain: follows RECURSE into children, and backing children where a node
 * holds nothing. What a backing child is too short for reads as zeroes, and so does what no node holds.
 *
 * <p>A walk belongs to one thread and one request, which holds a read of the graph lock during each call. Its
 * depth is that of the graph, which has no loops.
 */
public final class StatusWalk {

    private final BlockRequest request;
    private final int flags;
    private final BlockStatus answer = new BlockStatus();

    /** A walk for one request. Flags: NOWAIT. */
    public StatusWalk(BlockRequest request, int flags) {
        this.request = request;
        this.flags = flags;
    }

    /**
     * Finds the run at an offset, as qemu-img map shows it.
     *
     * @param length how far to look, in bytes, at least 1
     * @return the run, from the offset, at most so long; null instead of WOULD_BLOCK
     */
    @Io(lock = LockNeed.READ)
    public MapExtent run(StatusView root, long offset, long length) throws BlockException {
        MapExtent run = resolve(root, offset, length, 0);
        return run == null ? null : at(run, offset);
    }

    /**
     * Finds the run at an offset, as {@link org.blockgraph.api.driver.Child#blockStatus} answers: DATA and
     * ZERO are those of the whole chain; the place, where there is one, is in the host file.
     *
     * @return {@link IoResult}
     */
    @Io(lock = LockNeed.READ)
    public int status(StatusView root, long offset, long length, BlockStatus status) throws BlockException {
        MapExtent run = resolve(root, offset, length, 0);
        if (run == null) {
            return IoResult.WOULD_BLOCK;
        }
        int found = (run.data() ? BlockStatus.DATA : 0)
                | (run.zero() ? BlockStatus.ZERO : 0)
                | (run.present() ? BlockStatus.ALLOCATED : 0)
                | (run.compressed() ? BlockStatus.COMPRESSED : 0)
                | (offset + run.length() >= root.pipe().length() ? BlockStatus.EOF : 0);
        status.set(found, run.length());
        status.inLayer(run.depth());
        if (run.offset() >= 0) {
            status.at(null, run.offset());
        }
        return IoResult.DONE;
    }

    /** The start of what it returns is where the run lies in the node that was asked last. */
    private MapExtent resolve(StatusView root, long offset, long length, int depthAbove)
            throws BlockException {
        StatusView node = root;
        long at = offset;
        long left = length;
        int depth = depthAbove;
        while (true) {
            if (node.pipe().blockStatus(request, at, left, answer, flags) == IoResult.WOULD_BLOCK) {
                return null;
            }
            left = answer.length();
            boolean held = answer.is(BlockStatus.DATA) || answer.is(BlockStatus.ZERO);
            if (held && answer.is(BlockStatus.RECURSE)) {
                return refined(node, at, depth);
            }
            if (held || answer.is(BlockStatus.ALLOCATED)) {
                return found(node, at, depth);
            }
            if (answer.is(BlockStatus.RECURSE)) {
                StatusView child = mapChild(node, at);
                at = answer.mapOffset();
                node = child;
                continue;
            }
            StatusView backing = node.backing();
            long shown = backing == null ? 0 : backing.pipe().length() - at;
            if (shown <= 0) {
                return new MapExtent(at, left, depth, false, true, false, false, -1, "");
            }
            left = Math.min(left, shown);
            node = backing;
            depth++;
        }
    }

    /** The node holds the run; the child below knows whether it is zeroes all the same. */
    private MapExtent refined(StatusView node, long offset, int depth) throws BlockException {
        MapExtent own = found(node, offset, depth);
        StatusView child = mapChild(node, offset);
        MapExtent below = resolve(child, answer.mapOffset(), own.length(), depth);
        if (below == null) {
            return null;
        }
        return new MapExtent(
                offset,
                below.length(),
                depth,
                own.present(),
                own.zero() || below.zero(),
                own.data(),
                own.compressed(),
                own.offset(),
                own.file());
    }

    private MapExtent found(StatusView node, long offset, int depth) throws BlockException {
        String file = "";
        if (answer.is(BlockStatus.OFFSET_VALID)) {
            file = answer.mapChild() == null ? node.file() : mapChild(node, offset).file();
        }
        return new MapExtent(
                offset,
                answer.length(),
                depth,
                answer.is(BlockStatus.ALLOCATED),
                answer.is(BlockStatus.ZERO),
                answer.is(BlockStatus.DATA),
                answer.is(BlockStatus.COMPRESSED),
                file.isEmpty() ? -1 : answer.mapOffset(),
                file);
    }

    private StatusView mapChild(StatusView node, long offset) throws BlockException {
        StatusView child = node.child(answer.mapChild());
        if (child == null) {
            String how = "it names the child " + answer.mapChild() + ", which it does not have";
            throw node.pipe().statusFault(offset, how);
        }
        return child;
    }

    private static MapExtent at(MapExtent run, long start) {
        return new MapExtent(
                start,
                run.length(),
                run.depth(),
                run.present(),
                run.zero(),
                run.data(),
                run.compressed(),
                run.offset(),
                run.file());
    }
}
