// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

import java.util.List;
import java.util.Map;
import org.blockgraph.api.info.CheckInfo;
import org.blockgraph.api.info.DriverInfo;
import org.blockgraph.api.info.GraphInfo;
import org.blockgraph.api.info.HistoryEntry;
import org.blockgraph.api.info.LockInfo;
import org.blockgraph.api.info.MapExtent;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.WhyInfo;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.Io;
import org.blockgraph.api.rules.LockNeed;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The graph of nodes and the devices on top of it: the administrator's side. Registered as a service by the
 * core. Operations that change the graph go through its change lane in order of arrival and return when they
 * are done; a thread that is inside an I/O operation is refused with PERMISSION.
 *
 * <p>Options are those of QMP's blockdev-add in dotted form: {@code driver}, {@code node-name}, {@code
 * read-only} ({@code on} or {@code off}), options of the driver, {@code CHILD.OPTION} for a child that is
 * opened along, and {@code CHILD=NODE} for a child that exists. {@code filename} at the top is shorthand for
 * a format on a file. Without {@code driver} the format is probed.
 */
@ProviderType
public interface BlockGraph {

    /** The device option with the number of seconds that requests wait for a lost driver, or "forever". */
    String PARK_TIMEOUT = "park-timeout";

    /**
     * The device option that lets others write to what the device stands on: {@code on}, or {@code off}, as
     * without it.
     */
    String SHARE_RW = "share-rw";

    /** The most devices that are open at the same time; a further one is refused with BUSY. */
    int MAX_DEVICES = 4096;

    /** The most nodes; an open that needs more is refused with BUSY. */
    int MAX_NODES = 16_384;

    /** The most words of one command to a driver. */
    int MAX_WORDS = 64;

    /** In place of a new image's size: that of the image that it lies over. */
    long SIZE_OF_BACKING = -1;

    /**
     * Opens a device and the nodes below it. The root node has the device's name unless node-name says
     * otherwise; a child's name is its parent's, a dot and the child's.
     *
     * @throws BlockException EXISTS, NOT_FOUND, INVALID, PERMISSION, LOCKED, NO_DRIVER, BUSY or what the
     *     driver reports; the graph is then as before
     */
    @GlobalState
    BlockDevice open(String name, Map<String, String> options) throws BlockException;

    /**
     * Flushes and closes a device and every node that nobody else uses. A device that can't be flushed stays
     * open.
     */
    @GlobalState
    void close(String name) throws BlockException;

    /**
     * Closes a device; when forced, even if it can't be flushed or requests hang: what was not flushed is
     * then lost.
     */
    @GlobalState
    void close(String name, boolean force) throws BlockException;

    /**
     * Tries to put a node, and what is below and above it, back into service.
     *
     * @return the nodes that are OPEN now and were not before
     */
    @GlobalState
    List<NodeInfo> revive(String node) throws BlockException;

    /** Returns an open device. Any thread. */
    @Io(lock = LockNeed.NONE)
    BlockDevice device(String name) throws BlockException;

    /** Returns the devices in order of their names. Any thread. */
    @Io(lock = LockNeed.NONE)
    List<BlockDevice> devices();

    /**
     * Makes an image. A backing file that the option {@code backing_file} names is opened, to see that it can
     * be, and closed again; a relative name is meant from the folder of the new image.
     *
     * @param format the format's driver
     * @param filename where; an existing file is overwritten as qemu-img create does
     * @param size the virtual size in bytes, or {@link #SIZE_OF_BACKING}
     * @param options the format's and the protocol's own options
     * @return the virtual size in bytes
     */
    @GlobalState
    long create(String format, String filename, long size, Map<String, String> options) throws BlockException;

    /**
     * Gives a command to the driver of a node that is OPEN, by the words that the driver's manual names.
     * Requests go on meanwhile.
     *
     * @param words the command and its arguments, 1 to {@link #MAX_WORDS}
     * @return what the driver answers: lines of text, or nothing
     * @throws BlockException NOT_SUPPORTED where the driver takes no commands, INVALID for bad words, BUSY
     *     while the node is not OPEN, TIMED_OUT
     */
    @GlobalState
    String command(String node, List<String> words) throws BlockException;

    /** Checks a node's image, read-only. */
    @GlobalState
    CheckInfo check(String node) throws BlockException;

    /**
     * Drains a node: waits until no request from outside is in flight below it and keeps new ones waiting.
     */
    @GlobalState
    DrainHandle drain(String node) throws BlockException;

    /** Drains the whole graph. */
    @GlobalState
    DrainHandle drainAll() throws BlockException;

    /**
     * Tells listeners of something that happened outside of the graph, such as an export that was deleted.
     * Any thread, whatever it holds; never waits.
     */
    @Io
    void announce(BlockEvent event);

    /** Returns what changes the graph below open devices. */
    @Io
    GraphEditor editor();

    /** Copies the graph as it is at one moment. */
    @Io(lock = LockNeed.NONE)
    GraphInfo snapshot();

    /** Describes one node, or the root node of a device. */
    @Io(lock = LockNeed.NONE)
    NodeInfo node(String name) throws BlockException;

    /**
     * Returns what a node, or the root node of a device, demands of requests.
     *
     * @throws BlockException NOT_FOUND, or BUSY while no driver serves it
     */
    @Io(lock = LockNeed.NONE)
    Limits limits(String node) throws BlockException;

    /** Explains a node's or a device's state and names the command that helps. */
    @Io(lock = LockNeed.NONE)
    WhyInfo why(String name) throws BlockException;

    /** Lists the drivers that are here, and those that are leaving. */
    @Io(lock = LockNeed.NONE)
    List<DriverInfo> drivers();

    /** Describes the lock: contexts, readers, writer. Stacks on demand, which is slow. */
    @Io(lock = LockNeed.NONE)
    LockInfo lock(boolean withStacks);

    /** Returns the most recent changes, oldest first, at most {@link HistoryEntry#MAX_KEPT}. */
    @Io(lock = LockNeed.NONE)
    List<HistoryEntry> history();

    /**
     * Lists the runs of a device with their status and place, as qemu-img map does.
     *
     * @param offset where to begin, in bytes
     * @param length how much to look at, in bytes
     * @param most the most runs to return, at most {@link MapExtent#MAX_RETURNED}
     */
    @GlobalState
    List<MapExtent> map(String device, long offset, long length, int most) throws BlockException;
}
