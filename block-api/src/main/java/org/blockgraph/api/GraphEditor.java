// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

import java.util.List;
import java.util.Map;
import org.blockgraph.api.info.NodeInfo;
import org.blockgraph.api.info.PermissionInfo;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.Io;
import org.blockgraph.api.rules.LockNeed;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Changes the graph below devices that stay open, while they carry requests. Those that come meanwhile wait
 * at the gate for the moment that the swap takes; none fails. An operation that throws leaves the graph
 * exactly as it was. Where insert, remove and snapshot succeed, what is visible through a device is the same
 * before and after.
 *
 * <p>All operations go through the change lane, in order of arrival with others that touch the same nodes,
 * and return when they are done. They throw INVALID for options that make no sense and for loops, NOT_FOUND,
 * EXISTS, BUSY for a node that is in use, frozen or out of service, PERMISSION for users that do not go
 * together, and what a driver reports. The messages name nodes and edges. Options are as in {@link
 * BlockGraph}.
 */
@ProviderType
public interface GraphEditor {

    /** The option of {@link #snapshot} with {@link #EXISTING} or {@link #ABSOLUTE_PATHS}, the default. */
    String MODE = "mode";

    /** The mode in which the overlay's image exists already, and holds no data of its own. */
    String EXISTING = "existing";

    /** The mode in which the overlay's image is made, and names the image below by its absolute path. */
    String ABSOLUTE_PATHS = "absolute-paths";

    /** What the options of {@link #snapshot} begin with that are for making the image. */
    String CREATE = "create.";

    /**
     * Opens a node that no device stands on, and what is below it: QMP's blockdev-add. It stays until {@link
     * #delete}, whoever comes to use it and goes.
     *
     * @param name the node's name, unless the option node-name says otherwise
     */
    @GlobalState
    NodeInfo add(String name, Map<String, String> options) throws BlockException;

    /** Flushes and closes a node that nothing uses, and what is below it that nothing else uses. */
    @GlobalState
    void delete(String node) throws BlockException;

    /**
     * Opens a filter, or a new overlay, on top of a node, and lets what stands on the node stand on the new
     * one. The options say nothing of the child that becomes the node below.
     *
     * @param node the node below
     * @param parent the one node or device above that is to follow; null for all of them
     * @param options the new node's; its name is the node's, a dot and the driver's, unless node-name says
     *     otherwise
     */
    @GlobalState
    NodeInfo insert(String node, String parent, Map<String, String> options) throws BlockException;

    /**
     * Takes a filter, or an overlay that holds no data of its own, out from between what is above and below,
     * and closes it.
     */
    @GlobalState
    void remove(String node) throws BlockException;

    /**
     * Lets what stands on one node stand on another, which shows the same: the caller answers for that. The
     * old node goes when nothing keeps it.
     *
     * @param parent the one node or device above that is to follow; null for all of them
     */
    @GlobalState
    void replace(String node, String parent, String by) throws BlockException;

    /**
     * Gives a node other options, another read-only state or other children while it is open: QMP's
     * blockdev-reopen, except that what is not given stays. What is dirty is written before a node becomes
     * read-only; the devices that stand on it then refuse writes with READ_ONLY, and follow it back. A child
     * that only this node uses and that nobody added by its own name follows its read-only state.
     *
     * <p>Options: {@code read-only}; those of the driver that it can change, an empty value for the default;
     * {@code CHILD=NODE} for another child of the same size, or another backing node; {@code backing=} for
     * none; and {@code CHILD.OPTION} for a child that follows. An old child goes when nothing keeps it.
     *
     * @throws BlockException also NOT_SUPPORTED where the driver can't, LOCKED where another process uses
     *     the image, READ_ONLY where it can't be opened for writing
     */
    @GlobalState
    NodeInfo reopen(String node, Map<String, String> options) throws BlockException;

    /**
     * The same for several nodes at once: all of them or none.
     *
     * @param nodes the options of each by its name, at least one node
     * @return the nodes that were named, in order
     */
    @GlobalState
    List<NodeInfo> reopen(Map<String, Map<String, String>> nodes) throws BlockException;

    /**
     * Makes an overlay of the node's size and puts it on top of the node in one step, so that everything that
     * stood on the node writes to the overlay from then on: QMP's blockdev-snapshot-sync. {@link #remove}
     * takes it away again while it holds no data of its own. When anything fails the image that was made is
     * deleted.
     *
     * @param node a device, for what it stands on; or, where no device has that name, a node
     * @param filename the overlay's image; it must not exist, unless the mode says that it does
     * @param format the overlay's driver; null for qcow2
     * @param options {@link #MODE}; options that begin with {@link #CREATE}, for making the image; others are
     *     the new node's, such as node-name
     * @throws BlockException also EXISTS for a file that exists and NOT_SUPPORTED for a node that an image
     *     can't name as its backing file
     */
    @GlobalState
    NodeInfo snapshot(String node, String filename, String format, Map<String, String> options)
            throws BlockException;

    /**
     * Changes the size of a node, in bytes; what is new reads as zeroes. Every user of the node but the
     * device that is named, or that is its only user, has to share the permission to resize it; nobody may
     * cut off what an overlay shows.
     *
     * @param node as for a snapshot
     */
    @GlobalState
    NodeInfo resize(String node, long length) throws BlockException;

    /**
     * Says beyond which offset a write to the node, in bytes, is told of by {@link
     * BlockEvent.Kind#WRITE_THRESHOLD}, so that thin storage below it can be made larger in time. The first
     * such write is told of and ends it.
     *
     * @param node as for a snapshot
     * @param offset 0 for none
     */
    @GlobalState
    void writeThreshold(String node, long offset) throws BlockException;

    /** Returns the threshold of a node, or 0 for none; any thread. */
    @Io(lock = LockNeed.NONE)
    long writeThreshold(String node) throws BlockException;

    /** Returns what every edge and device uses and shares, in order of the nodes' names. */
    @Io(lock = LockNeed.NONE)
    List<PermissionInfo> permissions();
}
