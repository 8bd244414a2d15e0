// The same job as "imagetag index s3://BUCKET --tagger rekognition --transfer reference --index URL", as one writes it in an
// afternoon with the AWS SDK for Go: lists the bucket, calls DetectLabels for every picture, and posts what it says to
// Elasticsearch. It plans nothing, knows no budget, no rate and no lease, and forgets everything where it fails.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/rekognition"
	rektypes "github.com/aws/aws-sdk-go-v2/service/rekognition/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

type settings struct {
	bucket, index           string
	s3URL, rekURL           string
	workers, batch, posters int
	maxLabels               int
	minConfidence           float64
}

// picture is an object of the bucket on its way.
type picture struct {
	key, etag string
	size      int64
	modified  time.Time
}

type label struct {
	Name       string   `json:"name"`
	Confidence float32  `json:"confidence"`
	Parents    []string `json:"parents,omitempty"`
}

// document is what is searched.
type document struct {
	Bucket   string    `json:"bucket"`
	Key      string    `json:"key"`
	ETag     string    `json:"etag"`
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
	TaggedAt time.Time `json:"tagged_at"`
	Model    string    `json:"model"`
	Tags     []string  `json:"tags"`
	Labels   []label   `json:"labels"`
}

//go:embed mapping.json
var mapping string

func main() {
	var s settings
	flag.StringVar(&s.bucket, "bucket", "", "the bucket")
	flag.StringVar(&s.index, "index", "", "the index, http://host:9200/NAME")
	flag.StringVar(&s.s3URL, "s3-endpoint", "", "the address of an S3-compatible store")
	flag.StringVar(&s.rekURL, "rekognition-endpoint", "", "the address of Rekognition, where it is not Amazon's")
	flag.IntVar(&s.workers, "workers", 64, "calls at once")
	flag.IntVar(&s.batch, "batch", 1000, "documents in a bulk request")
	flag.IntVar(&s.posters, "posters", 2, "bulk requests at once")
	flag.IntVar(&s.maxLabels, "max-labels", 10, "the most labels of a picture")
	flag.Float64Var(&s.minConfidence, "min-confidence", 75, "the lowest confidence of a label")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	started := time.Now()
	tagged, err := run(ctx, s)
	if err != nil {
		fmt.Fprintln(os.Stderr, "go-peer:", err)
		os.Exit(1)
	}
	fmt.Printf("%d tagged in %.1f s\n", tagged, time.Since(started).Seconds())
}

func run(ctx context.Context, s settings) (int64, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	client := awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
		t.MaxIdleConns, t.MaxIdleConnsPerHost = 2*s.workers, s.workers
	})
	cfg, err := config.LoadDefaultConfig(ctx, config.WithHTTPClient(client))
	if err != nil {
		return 0, err
	}
	store := s3.NewFromConfig(cfg, func(o *s3.Options) {
		if s.s3URL != "" {
			o.EndpointResolver, o.UsePathStyle = s3.EndpointResolverFromURL(s.s3URL), true
		}
	})
	service := rekognition.NewFromConfig(cfg, func(o *rekognition.Options) {
		if s.rekURL != "" {
			o.EndpointResolver = rekognition.EndpointResolverFromURL(s.rekURL)
		}
	})
	index := &search{url: s.index, client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: s.posters}}}
	if err := index.ensure(ctx); err != nil {
		return 0, err
	}

	var (
		failed  error
		once    sync.Once
		tagged  int64
		calling sync.WaitGroup
		posting sync.WaitGroup
	)
	fail := func(err error) {
		once.Do(func() { failed = err; cancel() })
	}
	pictures := make(chan picture, 1000)
	lines := make(chan []byte, 4*s.batch)

	go func() {
		defer close(pictures)
		if err := list(ctx, store, s.bucket, pictures); err != nil {
			fail(err)
		}
	}()
	for i := 0; i < s.workers; i++ {
		calling.Add(1)
		go func() {
			defer calling.Done()
			for p := range pictures {
				line, err := tag(ctx, service, s, p)
				if err != nil {
					fail(fmt.Errorf("%s: %w", p.key, err))
					return
				}
				lines <- line
			}
		}()
	}
	go func() {
		calling.Wait()
		close(lines)
	}()
	for i := 0; i < s.posters; i++ {
		posting.Add(1)
		go func() {
			defer posting.Done()
			var body bytes.Buffer
			n := 0
			flush := func() {
				if n == 0 || ctx.Err() != nil {
					return
				}
				if err := index.bulk(ctx, &body); err != nil {
					fail(err)
					return
				}
				atomic.AddInt64(&tagged, int64(n))
				body.Reset()
				n = 0
			}
			for line := range lines {
				body.Write(line)
				if n++; n == s.batch {
					flush()
				}
			}
			flush()
		}()
	}
	posting.Wait()
	if failed == nil {
		failed = ctx.Err()
	}
	return tagged, failed
}

func list(ctx context.Context, store *s3.Client, bucket string, to chan<- picture) error {
	pages := s3.NewListObjectsV2Paginator(store, &s3.ListObjectsV2Input{Bucket: aws.String(bucket)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, o := range page.Contents {
			p := picture{key: aws.ToString(o.Key), etag: strings.Trim(aws.ToString(o.ETag), `"`), size: o.Size, modified: aws.ToTime(o.LastModified)}
			if !isPicture(p.key) {
				continue
			}
			select {
			case to <- p:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	return nil
}

func isPicture(key string) bool {
	dot := strings.LastIndexByte(key, '.')
	if dot < 0 {
		return false
	}
	switch strings.ToLower(key[dot:]) {
	case ".jpg", ".jpeg", ".png":
		return true
	}
	return false
}

// tag calls the service and makes the two lines of a bulk request.
func tag(ctx context.Context, service *rekognition.Client, s settings, p picture) ([]byte, error) {
	answer, err := service.DetectLabels(ctx, &rekognition.DetectLabelsInput{
		Image:         &rektypes.Image{S3Object: &rektypes.S3Object{Bucket: aws.String(s.bucket), Name: aws.String(p.key)}},
		MaxLabels:     aws.Int32(int32(s.maxLabels)),
		MinConfidence: aws.Float32(float32(s.minConfidence)),
	})
	if err != nil {
		return nil, err
	}
	d := document{
		Bucket: s.bucket, Key: p.key, ETag: p.etag, Size: p.size, Modified: p.modified,
		TaggedAt: time.Now().UTC(), Model: aws.ToString(answer.LabelModelVersion),
	}
	for _, l := range answer.Labels {
		one := label{Name: aws.ToString(l.Name), Confidence: aws.ToFloat32(l.Confidence)}
		for _, x := range l.Parents {
			one.Parents = append(one.Parents, aws.ToString(x.Name))
		}
		d.Labels = append(d.Labels, one)
		d.Tags = append(d.Tags, strings.ToLower(one.Name))
	}
	id := sha256.Sum256([]byte(s.bucket + "/" + p.key))
	var line bytes.Buffer
	line.WriteString(`{"index":{"_id":"` + hex.EncodeToString(id[:]) + "\"}}\n")
	if err := json.NewEncoder(&line).Encode(d); err != nil {
		return nil, err
	}
	return line.Bytes(), nil
}

type search struct {
	url    string
	client *http.Client
}

// ensure makes the index where there is none.
func (i *search) ensure(ctx context.Context) error {
	status, body, err := i.send(ctx, http.MethodHead, "", "", nil)
	if err != nil || status == http.StatusOK {
		return err
	}
	if status != http.StatusNotFound {
		return fmt.Errorf("the index answers %d: %s", status, body)
	}
	status, body, err = i.send(ctx, http.MethodPut, "", "application/json", strings.NewReader(mapping))
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("the index was not made, %d: %s", status, body)
	}
	return err
}

func (i *search) bulk(ctx context.Context, lines *bytes.Buffer) error {
	status, body, err := i.send(ctx, http.MethodPost, "/_bulk", "application/x-ndjson", bytes.NewReader(lines.Bytes()))
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("a bulk request was answered %d: %.500s", status, body)
	}
	var said struct {
		Errors bool `json:"errors"`
		Items  []map[string]struct {
			ID    string          `json:"_id"`
			Error json.RawMessage `json:"error"`
		} `json:"items"`
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return err
	}
	if said.Errors {
		for _, item := range said.Items {
			for _, one := range item {
				if len(one.Error) > 0 {
					return fmt.Errorf("document %s: %s", one.ID, one.Error)
				}
			}
		}
		return errors.New("a bulk request had errors")
	}
	return nil
}

func (i *search) send(ctx context.Context, method, path, kind string, body io.Reader) (int, []byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, i.url+path, body)
	if err != nil {
		return 0, nil, err
	}
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	answer, err := i.client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	return answer.StatusCode, said, err
}
