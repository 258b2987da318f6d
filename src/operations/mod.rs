//! Work that takes time: scanning, analysing, applying, undoing. Asynchronous and cancellable; no terminal.
