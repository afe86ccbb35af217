-- What a training was computed by and from: code version, runtime, kernels, digest of the data. NULL before it began
-- and for runs logged from elsewhere.
ALTER TABLE run_documents ADD COLUMN origin TEXT CHECK (json_type(origin) = 'object');
