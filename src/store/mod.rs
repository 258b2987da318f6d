//! What is kept on disk: snapshot files and the state database.
