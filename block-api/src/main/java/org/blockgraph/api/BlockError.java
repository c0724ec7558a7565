// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api;

import org.blockgraph.api.rules.Io;

/** What went wrong, with the Linux error number that says the same to a protocol or a C program. */
public enum BlockError {
    /** An argument, option or image field makes no sense. */
    INVALID(22),
    /** No such file, device, node or driver. */
    NOT_FOUND(2),
    /** The name is taken. */
    EXISTS(17),
    /** The operating system or a rule of the graph does not permit it. */
    PERMISSION(1),
    /** A write to something opened read-only. */
    READ_ONLY(30),
    /** The storage below reported an error. */
    IO(5),
    /** No space is left below. */
    NO_SPACE(28),
    /** The thing is in use, or a bounded queue is full: try again later. */
    BUSY(16),
    /** Another process has the image open. */
    LOCKED(11),
    /** Beyond the end of the device, or beyond a limit of the format. */
    OUT_OF_RANGE(34),
    /** The driver can't do this. */
    NOT_SUPPORTED(95),
    /** The driver of a node below is gone for longer than requests may wait, or hangs. */
    NO_DRIVER(19),
    /** The time allowed for it has passed. */
    TIMED_OUT(110),
    /** Interrupted or cancelled before it took effect. */
    CANCELLED(125),
    /** The request hung and was given up; nothing that it still does counts. */
    ABANDONED(103),
    /** The device, the graph or the framework is shutting down. */
    SHUTDOWN(108),
    /** The image's own structures contradict each other. */
    CORRUPT(117),
    /** A driver broke its contract; the message says how. */
    DRIVER_FAULT(71);

    private final int errno;

    BlockError(int errno) {
        this.errno = errno;
    }

    /** Returns the Linux error number that is closest. */
    @Io
    public int errno() {
        return errno;
    }
}
