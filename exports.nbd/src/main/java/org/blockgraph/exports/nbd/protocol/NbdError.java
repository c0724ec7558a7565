// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.protocol;

import org.blockgraph.api.BlockException;

/** Error numbers; section "Error values", and how the block layer's errors become theirs. */
public final class NbdError {

    /** No error. */
    public static final int NONE = 0;
    /** NBD_EPERM. */
    public static final int EPERM = 1;
    /** NBD_EIO. */
    public static final int EIO = 5;
    /** NBD_EINVAL. */
    public static final int EINVAL = 22;
    /** NBD_ENOSPC. */
    public static final int ENOSPC = 28;
    /** NBD_EOVERFLOW. */
    public static final int EOVERFLOW = 75;
    /** NBD_ENOTSUP. */
    public static final int ENOTSUP = 95;
    /** NBD_ESHUTDOWN. */
    public static final int ESHUTDOWN = 108;

    private NbdError() {}

    /** Tells whether a command writes and so answers what lies behind the end with ENOSPC. */
    private static boolean writes(int command) {
        return command == Command.WRITE || command == Command.WRITE_ZEROES;
    }

    /** Returns the error for a range that is not within the export. */
    public static int beyondEnd(int command) {
        return writes(command) ? ENOSPC : EINVAL;
    }

    /**
     * Returns the number for what the block layer reported. ENOTSUP is only for zeroes that are not fast, see
     * the end of the section; ENOMEM never.
     *
     * @param fastZero whether the request had NBD_CMD_FLAG_FAST_ZERO
     */
    public static int of(BlockException failure, int command, boolean fastZero) {
        return switch (failure.error()) {
            case INVALID -> EINVAL;
            case OUT_OF_RANGE -> beyondEnd(command);
            case READ_ONLY, PERMISSION -> EPERM;
            case NO_SPACE -> ENOSPC;
            case NOT_SUPPORTED -> fastZero ? ENOTSUP : EINVAL;
            case SHUTDOWN -> ESHUTDOWN;
            default -> EIO;
        };
    }
}
